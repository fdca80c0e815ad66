/** @file The columns that tables of layers and of kernels share: multiply-adds, shares, time, rate, roofline. */
import { apportionLines, type Levelled } from './apportion.ts';
import { bar, integer, millisecondDigits } from './format.ts';
import type { Column } from './grid.ts';
import { rooflineColumns, type WithRoofline } from './roofline.ts';
import { inUnit, unitHeading, type Unit } from '../core/unit.ts';
import type { Sums } from './sums.ts';

/** Below so many G/s a decimal more would be the first digit. */
const SLOW = 0.1;

/** Empty cells print `·`, so that a blank is never mistaken for a missing value. */
const NONE = '·';
const BAR_CELLS = 6;

/** All, in tenths of a per cent. */
const TENTHS = 1_000;

export const integerOrNone = (value: number): string => (value === 0 ? NONE : integer(value));

/** A `?` after the number: the work of kernels without a formula is not in it. */
const workCell = ({ multiplyAdds, unknownCalls }: Sums, unit: Unit): string => {
  const work = inUnit(multiplyAdds, unit);
  return unknownCalls > 0 ? `${work === 0 ? '' : integer(work)}?` : integerOrNone(work);
};

/** A number that is made from one in which kernels without a formula are missing. */
export const orUnknown = (text: string, { unknownCalls }: Pick<Sums, 'unknownCalls'>): string =>
  unknownCalls === 0 ? text : text === NONE || text === '' ? '?' : `${text}?`;

const part = (amount: number, of: number): number => (of === 0 ? 0 : amount / of);

export interface Measured extends WithRoofline, Levelled {
  readonly sums: Sums;
  /** Its backend gives wrong results here: what ran is not what was asked for, and has no rate. */
  readonly isWrong: boolean;
  /** A finding about time is about this line. */
  readonly isMarked: boolean;
}

/** Executed adds ÷ adds of the formula, where there are multiply-adds. */
const executedColumn: Column<Measured> = {
  heading: 'executed',
  align: 'right',
  drop: 4,
  cell: ({ sums, isWrong }) =>
    orUnknown(
      isWrong || sums.executedRatio === null || sums.multiplyAdds === 0
        ? NONE
        : `${sums.executedRatio.toFixed(3)}×`,
      sums,
    ),
  style: ({ sums }) => ((sums.executedRatio ?? 1) >= 2 && sums.multiplyAdds > 0 ? 'yellow' : null),
};

/** Kernel time: as printed, lines add up to the total, and parts of a line to that line. */
export function msColumn<L extends Levelled & Pick<Measured, 'sums'>>(
  lines: readonly L[],
  totalMs: number,
): Column<L> {
  const digits = millisecondDigits(totalMs);
  const units = apportionLines(lines, ({ sums }) => sums.ms ?? 0, Math.round(totalMs * 10 ** digits));
  return {
    heading: 'ms',
    align: 'right',
    drop: 0,
    cell: (line) => ((units.get(line) ?? 0) / 10 ** digits).toFixed(digits),
  };
}

/** The work of each line. */
export const workColumn = (unit: Unit): Column<Pick<Measured, 'sums'>> => ({
  heading: unitHeading(unit),
  align: 'right',
  drop: 0,
  cell: ({ sums }) => workCell(sums, unit),
});

/**
 * Share of multiply-adds, time, share of time, rate and roofline. Shares are of `whole`, the sums over all rows, which
 * the total line prints; as printed they add up to 100.0. Both columns of bars have one scale, so that the shares of
 * work and of time can be compared by eye.
 */
export function measureColumns(lines: readonly Measured[], whole: Sums, unit: Unit): Column<Measured>[] {
  const workShare = ({ sums }: Measured): number => part(sums.multiplyAdds, whole.multiplyAdds);
  const timeShare = ({ sums }: Measured): number => part(sums.ms ?? 0, whole.ms ?? 0);
  const largest = Math.max(
    ...lines.filter(({ isTotal }) => !isTotal).flatMap((line) => [workShare(line), timeShare(line)]),
  );
  const barOf = (share: number): string => (largest > 0 ? bar((BAR_CELLS * share) / largest) : '');
  const share = (
    heading: string,
    drop: number,
    of: (line: Measured) => number,
    isNone: (line: Measured) => boolean,
  ) => {
    const tenths = apportionLines(lines, of, TENTHS);
    const number: Column<Measured> = {
      heading,
      align: 'right',
      drop,
      cell: (line) => (isNone(line) ? NONE : ((tenths.get(line) ?? 0) / 10).toFixed(1)),
    };
    const picture: Column<Measured> = {
      heading: '',
      align: 'left',
      drop: 1,
      cell: (line) => (line.isTotal ? '' : barOf(of(line))),
      style: () => 'cyan',
    };
    return [number, picture] as const;
  };
  const [workNumber, workPicture] = share('share', 6, workShare, ({ sums }) => sums.multiplyAdds === 0);
  // A share of what is not all there is at most that; that of all is.
  const workCell: Column<Measured>['cell'] = (line) =>
    line.isTotal || (line.sums.multiplyAdds === 0 && line.sums.unknownCalls === 0)
      ? workNumber.cell(line)
      : orUnknown(workNumber.cell(line), whole);
  const work = [{ ...workNumber, cell: workCell }, workPicture];
  const executed: Column<Measured>[] = whole.executedRatio === null ? [] : [executedColumn];
  if (whole.ms === null) return [...executed, ...work];
  // A GPU in software does some millions a second.
  const decimals = whole.multiplyAdds / whole.ms / 1e6 < SLOW ? 3 : 1;
  const rate: Column<Measured> = {
    heading: 'G/s',
    align: 'right',
    drop: 3,
    cell: ({ sums, isWrong }) =>
      isWrong
        ? ''
        : orUnknown(
            sums.multiplyAdds === 0 || !sums.ms
              ? ''
              : (inUnit(sums.multiplyAdds, unit) / sums.ms / 1e6).toFixed(decimals),
            sums,
          ),
  };
  const [number, picture] = share('share', 5, timeShare, () => false);
  const mark: Column<Measured> = {
    heading: '',
    align: 'left',
    drop: 5,
    cell: ({ isMarked }) => (isMarked ? '▲' : ''),
    style: () => 'yellow',
  };
  const marks = lines.some(({ isMarked }) => isMarked) ? [mark] : [];
  return [
    ...executed,
    ...work,
    msColumn(lines, whole.ms),
    number,
    ...marks,
    picture,
    rate,
    ...rooflineColumns(lines, unit),
  ];
}
