/** @file Three things that texts say in passing, measured: in executed operations and in time. */
import { integer } from '../../core/writing.ts';
import { INSTRUCTIONS, type Instructions } from '../../core/instructions.ts';
import type { LayerRow, Report } from '../../core/report.ts';

export interface Claim {
  readonly claim: string;
  readonly findings: readonly string[];
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

/** Every executed operation once. */
export const totalInstructions = (executed: Instructions | null): number =>
  executed === null ? 0 : INSTRUCTIONS.reduce((sum, kind) => sum + executed[kind], 0);

/** Share of some layers in executed operations and in kernel time. */
function shares(report: Report, name: string, isMeant: (row: LayerRow) => boolean): string {
  const rows = report.layers.filter(isMeant);
  const operations = rows.reduce((sum, row) => sum + totalInstructions(row.executed), 0);
  const ms = rows.reduce((sum, row) => sum + (row.time?.meanMs ?? 0), 0);
  const ofOperations = percent(operations, totalInstructions(report.total.executed));
  const ofTime = percent(ms, report.total.time!.meanMs);
  return `${name} in ${report.model}: ${ofOperations} of executed operations, ${ofTime} of kernel time`;
}

const isActivation = ({ className }: LayerRow): boolean => className === 'Activation' || className === 'ReLU';

/** Convolutions with taps on padding: does the backend skip those? */
function padding(report: Report): string {
  const padded = report.layers.filter((row) => row.inBounds < row.counted.multiplyAdds);
  const sum = (of: (row: LayerRow) => number): number => padded.reduce((total, row) => total + of(row), 0);
  const [dense, inBounds] = [sum((row) => row.counted.multiplyAdds), sum((row) => row.inBounds)];
  const executed = sum((row) => row.executed?.adds ?? 0);
  const outcome = executed >= dense ? 'padding is executed' : 'padding is skipped, at least in part';
  return (
    `${report.model}'s ${padded.length} padded convolutions: dense ${integer(dense)}, in bounds ` +
    `${integer(inBounds)}, executed adds ${integer(executed)}: ${outcome}`
  );
}

/** Needs reports with executed instructions and time. */
export const claimsOf = (cnn: Report, transformer: Report): readonly Claim[] => [
  {
    claim: 'softmax can be neglected',
    findings: [shares(transformer, 'softmax', ({ className }) => className === 'Softmax')],
  },
  {
    claim: 'activation is free',
    findings: [shares(transformer, 'GELU', isActivation), shares(cnn, 'ReLU6', isActivation)],
  },
  { claim: 'padding counts', findings: [padding(cnn)] },
];
