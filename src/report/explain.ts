/** @file One layer's numbers as equations: textbook, theory, counted, parameters. */
import { OP_NAMES } from '../core/ops.ts';
import { isParameter } from '../core/parameters.ts';
import type { LayerRow, Report } from '../core/report.ts';
import type { Shape } from '../core/shape.ts';
import type { TextbookForm } from '../core/theory.ts';
import { PHASES, type Phase } from '../core/trace.ts';
import { unitsOf, type Unit } from '../core/unit.ts';
import { onZerosMultiplyAdds, valueOf, type Amount, type Factors, type Work } from '../core/work.ts';
import type { Equation } from './equation.ts';
import { brackets, integer } from './format.ts';
import { theoryWord } from './theory-word.ts';

type Path = readonly string[];

export const samePath = (a: Path, b: Path): boolean =>
  a.length === b.length && a.every((step, i) => step === b[i]);

export const shapeList = (shapes: readonly Shape[]): string => shapes.map(brackets).join(', ');

/** Repetitions are a factor like any other. */
const repeated = (name: string, times: number, factors: Factors): Factors =>
  times === 1 ? factors : { [name]: times, ...factors };

/** In FLOPs a multiply-add is two: a factor that is its own name. */
const inUnit = (factors: Factors, unit: Unit): Factors => repeated('2', unitsOf(unit), factors);

/** Other operations are what they are. */
const inWork = (op: Amount['op'], factors: Factors, unit: Unit): Factors =>
  op === 'multiplyAdds' ? inUnit(factors, unit) : factors;

const formEquations = (form: TextbookForm | null, unit: Unit): Equation[] => {
  if (form === null) return [];
  const claimed = form.says.map(({ factors }, i) => ({
    label: `textbook ${form.form}`,
    factors: inUnit(factors, unit),
    remark: i === 0 ? `text on ${form.name}: ${form.text}` : '',
  }));
  const terms = form.terms.map(({ term, sign, factors }) => ({
    label: sign < 0 ? '  less' : '  plus',
    factors: inUnit(factors, unit),
    remark: term,
  }));
  return [...claimed, ...terms];
};

/** The textbook's formulas for a layer or group, and the terms that they leave out or add too much. */
export const textbookEquations = ({ textbook }: Report, path: Path, unit: Unit): Equation[] =>
  textbook
    .filter((row) => samePath(row.path, path))
    .flatMap(({ multiplyAdds, parameters }) => [
      ...formEquations(multiplyAdds, unit),
      // A parameter is one in any unit of work.
      ...formEquations(parameters, 'multiply-adds'),
    ]);

/** The closed form of each distinct use of a layer; equal uses of a shared one together. */
export function theoryEquations(report: Report, { path, kind }: LayerRow, unit: Unit): Equation[] {
  const theory = report.theoryRows.find((row) => samePath(row.path, path));
  if (theory?.state !== 'derived') return [];
  const uses = new Map<string, { times: number; shapes: string; work: Work }>();
  for (const { inputs, outputs, work, calls } of theory.uses) {
    const shapes = `${shapeList(inputs)} → ${shapeList(outputs)}`;
    uses.set(shapes, { shapes, work, times: (uses.get(shapes)?.times ?? 0) + calls });
  }
  return [...uses.values()].flatMap(({ times, shapes, work }) =>
    work
      .filter(({ of }) => of === undefined)
      .map(({ op, term, factors }) => {
        const remarks = [
          ...(op === 'multiplyAdds' ? [] : [`${OP_NAMES[op]} (${term})`]),
          ...(uses.size > 1 ? [shapes] : []),
        ];
        return {
          label: theoryWord({ kind }),
          factors: inWork(op, repeated('uses', times, factors), unit),
          remark: remarks.join(', '),
        };
      }),
  );
}

/** @param phase `null` where the pass only goes forward */
function amountEquation(
  amount: Amount,
  work: Work,
  { calls, kernel, phase, unit }: { calls: number; kernel: string; phase: Phase | null; unit: Unit },
): Equation {
  const { term, op, of } = amount;
  const during = phase === null ? '' : `, ${phase}`;
  const factors = inWork(op, repeated('calls', calls, amount.factors), unit);
  const whole = work.find((other) => other.of === undefined && other.term === of && other.op === op);
  if (whole !== undefined) {
    if (term === 'in-padded')
      return { label: term, factors, remark: `with the zeros of a padding layer${during}` };
    const padding = unitsOf(unit) * calls * (valueOf(whole) - valueOf(amount));
    const zeros = unitsOf(unit) * calls * onZerosMultiplyAdds(work);
    const ofThose = zeros === 0 ? '' : `, ${integer(zeros)} of it zeros of a padding layer`;
    return {
      label: term,
      factors,
      remark: (padding === 0 ? 'no padding' : `${integer(padding)} on padding`) + ofThose + during,
    };
  }
  if (op === 'multiplyAdds') return { label: phase ?? 'counted', factors, remark: kernel };
  return { label: term, factors, remark: `${OP_NAMES[op]}, ${kernel}${during}` };
}

export interface Ran {
  /** Multiply-adds first. */
  readonly equations: readonly Equation[];
  /** Calls of kernels that do no arithmetic, by name. */
  readonly idle: ReadonlyMap<string, number>;
  /** Why a kernel has no formula, by its name. */
  readonly unknown: ReadonlyMap<string, string>;
}

/** Labels of multiply-adds, by phase in a training step, and of the part of them that touches real elements. */
const MAIN = new Set<string>(['counted', 'in-bounds', 'in-padded', ...PHASES]);
const isMain = ({ label }: Equation): boolean => MAIN.has(label);

/** What the kernels of a row did, without those of layers below it. */
export function ran(report: Report, row: LayerRow, unit: Unit): Ran {
  const equations: Equation[] = [];
  const idle = new Map<string, number>();
  const unknown = new Map<string, string>();
  for (const entry of report.entries) {
    const [call, cost] = [report.calls[entry.call], report.costs[entry.call]];
    if (entry.scope !== row.scope || entry.calls === 0 || call === undefined || cost === undefined) continue;
    const { kernel } = call;
    if (cost.state === 'zero') idle.set(kernel, (idle.get(kernel) ?? 0) + entry.calls);
    else if (cost.state === 'unknown') unknown.set(kernel, cost.why);
    else {
      const ran = { calls: entry.calls, kernel, phase: row.phases === null ? null : entry.phase, unit };
      equations.push(...cost.work.map((each) => amountEquation(each, cost.work, ran)));
    }
  }
  const main = equations.filter(isMain);
  return { equations: [...main, ...equations.filter((each) => !isMain(each))], idle, unknown };
}

/** A variable's size is the product of its shape. */
export const parameterEquations = ({ weights }: Report, row: LayerRow): Equation[] =>
  weights
    .filter(({ scope }) => scope === row.scope)
    .map(({ name, shape, dtype, trainable, frozen }) => ({
      label: isParameter({ dtype }) ? 'parameters' : 'integers',
      names: name.split('/').at(-1) ?? name,
      factors: Object.fromEntries(shape.map((size, axis) => [`axis ${axis}`, size])),
      remark: trainable !== false ? '' : frozen ? 'frozen' : 'not trainable',
    }));
