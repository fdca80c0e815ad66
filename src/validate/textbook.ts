/**
 * @file The textbook on trial: each of its formulas against what real runs counted. Every figure is from a run or
 * from the text; nothing here knows a total.
 */
import { integer } from '../core/writing.ts';
import { getBackend } from '@tensorflow/tfjs-core';
import { totalOperations } from '../core/ops.ts';
import type { LayerRow, Report } from '../core/report.ts';
import type { TextbookForm, TextbookRow } from '../core/theory.ts';
import type { Workload } from '../core/workload.ts';
import type { Additions } from '../profile/assemble.ts';
import { profile } from '../profile/profile.ts';
import { formValue } from '../reconcile/textbook-theory.ts';
import { F3, F4, F5, F7, F9, P3, P4, type Said } from '../textbook/forms.ts';
import { attentionGroups, mlpGroups, type AttentionGroup } from '../textbook/groups.ts';
import { claimsOf, type Claim } from './claims.ts';
import { rule, ruleFactor, type Shown, type Verdict } from './verdict.ts';

/** What is run: a CNN, a small transformer with a few heads, a large one, and one whose heads have width D each. */
export interface TrialModels {
  readonly cnn: Workload;
  readonly transformer: Workload;
  readonly largeTransformer: Workload;
  readonly wideHeads: Workload;
}

export interface Trial {
  readonly verdicts: readonly Verdict[];
  readonly model: string;
  readonly tokens: { readonly n: number; readonly d: number; readonly heads: number };
  /** What texts say in passing; empty where executed instructions cannot be counted. */
  readonly claims: readonly Claim[];
  /** The large transformer's cost by the text, to the letter, and by its run; multiply-adds. */
  readonly letter: { readonly model: string; readonly says: number; readonly shows: number };
}

/** What the trial is known to find; another ruling is a failed check. */
const RECORDED =
  `F1 exact, F2 exact, F3 exact, F4 exact, F5 exact, F6 incomplete, F7 exact, F8 incomplete, F9 exact,
F9 wrong, F9 wrong, P1 too many, P2 exact, P3 incomplete, P4 depends, P5 incomplete, P6 exact`.split(/,\s/);

/** True when each ruling is the recorded one. */
export const isAsRecorded = ({ verdicts }: Trial): boolean =>
  verdicts.map(({ form, ruling }) => `${form} ${ruling}`).join() === RECORDED.join();

const TIMED_RUNS = 5;

/** Runs the models on the current backend and rules on F1 … F9 and P1 … P6. */
export async function tryTextbook(
  models: TrialModels,
  onProgress: (title: string) => void = () => {},
  additions: Additions = {},
): Promise<Trial> {
  // Only the wasm backend can be counted inside.
  const executed = getBackend() === 'wasm';
  const run = (workload: Workload, runs: number): Promise<Report> => {
    onProgress(workload.title);
    return profile(workload, { runs, executed, ...additions });
  };
  const cnn = await run(models.cnn, TIMED_RUNS);
  const transformer = await run(models.transformer, TIMED_RUNS);
  const large = await run(models.largeTransformer, 0);
  const wide = await run(models.wideHeads, 0);
  const [attention, largeAttention] = [attentionOf(transformer), attentionOf(large)];
  const { d, heads } = attention;
  return {
    model: transformer.model,
    tokens: { n: attention.uses[0]!.n, d, heads },
    verdicts: [
      ...convolutionCost(cnn),
      ...attentionCost(transformer, attention),
      ...modelCost(transformer),
      ...[transformer, large, wide].map((report) => headsCost(report)),
      ...convolutionParameters(cnn),
      ...transformerParameters(transformer, attention),
    ].toSorted(byForm),
    claims: executed ? claimsOf(cnn, transformer) : [],
    letter: {
      model: large.model,
      says: letterCost(large, largeAttention),
      shows: large.total.counted.multiplyAdds,
    },
  };
}

/** F before P, by number; rulings of one form as the recorded list has them. */
const byForm = (a: Verdict, b: Verdict): number =>
  a.form.localeCompare(b.form) || a.ruling.localeCompare(b.ruling) || a.says / a.shows - b.says / b.shows;

const below = ({ path }: LayerRow, start: readonly string[]): boolean =>
  start.every((step, i) => path[i] === step);

/** The first layer of a class. */
function firstOf(report: Report, className: string, fits: (row: LayerRow) => boolean = () => true): LayerRow {
  const row = report.layers.find((other) => other.className === className && fits(other));
  if (row === undefined) throw new Error(`${report.model} ran no fitting ${className}`);
  return row;
}

function attentionOf(report: Report): AttentionGroup {
  const [group] = attentionGroups(report.theoryRows);
  if (group === undefined) throw new Error(`${report.model} has no attention`);
  return group;
}

function formAt(
  report: Report,
  path: readonly string[],
  quantity: 'multiplyAdds' | 'parameters',
): TextbookForm {
  const row = report.textbook.find((other: TextbookRow) => other.path.join('.') === path.join('.'));
  const form = row?.[quantity];
  if (form === undefined || form === null) throw new Error(`the textbook has no form for ${path.join('.')}`);
  return form;
}

const sumOf = (rows: readonly LayerRow[], of: (row: LayerRow) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

/** What rows counted, and what was executed for their multiply-adds (layers without any left out). */
function work(rows: readonly LayerRow[]): Shown {
  const busy = rows.filter((row) => row.counted.multiplyAdds > 0);
  const wasCounted = busy.every(({ executed }) => executed !== null);
  return {
    shows: sumOf(busy, (row) => row.counted.multiplyAdds),
    executed: wasCounted ? sumOf(busy, (row) => row.executed!.adds) : null,
  };
}

const rowsBelow = (report: Report, path: readonly string[]): readonly LayerRow[] =>
  report.layers.filter((row) => below(row, path));
const owned = (rows: readonly LayerRow[]): Shown => ({ shows: sumOf(rows, (row) => row.parameters.total) });

const complete = (said: Said): TextbookForm => ({ ...said, terms: [] });
const where = (report: Report, row: LayerRow): string => `${report.model} ${row.path.join('.')}`;

function convolutionCost(cnn: Report): Verdict[] {
  const stem = firstOf(cnn, 'Conv2D');
  const depthwise = firstOf(cnn, 'DepthwiseConv2D');
  const ruled = (row: LayerRow, note: string): Verdict =>
    rule(formAt(cnn, row.path, 'multiplyAdds'), work([row]), [note]);
  const groups = depthwise.outputs[0]!.at(-1)!;
  return [ruled(stem, where(cnn, stem)), ruled(depthwise, `g = ${groups}`)];
}

function convolutionParameters(cnn: Report): Verdict[] {
  const stem = firstOf(cnn, 'Conv2D');
  const head = firstOf(cnn, 'Dense');
  return [
    rule(formAt(cnn, stem.path, 'parameters'), owned([stem]), ['before batch norm']),
    rule(formAt(cnn, head.path, 'parameters'), owned([head])),
  ];
}

/** Share of softmax in the counted operations (a multiply-add as two) and in kernel time. */
function softmaxShares(report: Report): string {
  const rows = report.layers.filter(({ className }) => className === 'Softmax');
  const operations = rows.reduce((sum, row) => sum + totalOperations(row.counted), 0);
  const ofOperations = (100 * operations) / totalOperations(report.total.counted);
  const ms = rows.reduce((sum, row) => sum + (row.time?.medianMs ?? 0), 0);
  const ofTime = (100 * ms) / report.total.time!.medianMs;
  return `softmax ${ofOperations.toFixed(1)} % of counted operations, ${ofTime.toFixed(1)} % of time`;
}

function attentionCost(report: Report, attention: AttentionGroup): Verdict[] {
  const [{ n, batch }, { d, path }] = [attention.uses[0]!, attention];
  const at = (className: string): LayerRow => firstOf(report, className, (row) => below(row, path));
  const maps = at('Dense');
  const [mlp] = mlpGroups(report.theoryRows);
  if (mlp === undefined) throw new Error(`${report.model} has no MLP`);
  return [
    rule(complete(F3({ n, d, batch })), work([maps]), [
      `${integer(2 * maps.counted.multiplyAdds)} in F1's unit`,
      'biases left out',
    ]),
    rule(complete(F4({ n, d, batch })), work([at('AttentionScores')]), [softmaxShares(report)]),
    rule(complete(F5({ n, d, batch })), work([at('AttentionApply')])),
    rule(formAt(report, path, 'multiplyAdds'), work(rowsBelow(report, path))),
    rule(formAt(report, mlp.path, 'multiplyAdds'), work(rowsBelow(report, mlp.path)), ['GELU left out']),
  ];
}

const modelCost = (report: Report): Verdict[] => [
  rule(formAt(report, [], 'multiplyAdds'), work(report.layers)),
];

/** F9 against the maps and both products of attention: the output projection is in neither side. */
function headsCost(report: Report): Verdict {
  const attention = attentionOf(report);
  const { path, d, heads, headWidth, uses } = attention;
  const [{ n, batch }] = uses as [AttentionGroup['uses'][number]];
  const projection = report.layers.findLast((row) => row.className === 'Dense' && below(row, path))!;
  const shown = work(rowsBelow(report, path).filter((row) => row !== projection));
  const form = complete(F9({ n, d, heads, batch }));
  const factor = headWidth === d ? 1 : heads;
  return ruleFactor(
    { ...form, text: `h·F6, h = ${heads}` },
    factor,
    shown,
    `${report.model}, each head ${headWidth} wide, D = ${d}`,
  );
}

function transformerParameters(report: Report, attention: AttentionGroup): Verdict[] {
  const patches = firstOf(report, 'Conv2D');
  const theory = report.theoryRows.find((row) => row.path.join('.') === patches.path.join('.'));
  const kernel = report.weights.find(({ scope, shape }) => scope === patches.scope && shape.length === 4)!;
  const [ph, pw, channels, d] = kernel.shape as [number, number, number, number];
  const hasBias = theory?.config['use_bias'] !== false;
  const bias: TextbookForm['terms'] = hasBias ? [{ term: 'bias', sign: 1, factors: { d } }] : [];
  const positions = firstOf(report, 'LearnedPositions');
  const { n } = attention.uses[0]!;
  const [mlp] = mlpGroups(report.theoryRows);
  const learned = rule(complete(P4({ n, d: attention.d })), owned([positions]), ['learnable here']);
  return [
    rule({ ...P3({ ph, pw, channels, d }), terms: bias }, owned([patches])),
    { ...learned, ruling: learned.ruling === 'exact' ? 'depends' : learned.ruling },
    rule(formAt(report, attention.path, 'parameters'), owned(rowsBelow(report, attention.path))),
    rule(formAt(report, mlp!.path, 'parameters'), owned(rowsBelow(report, mlp!.path))),
  ];
}

/** Attention times heads, as F9 has it, in F8. */
function letterCost(report: Report, { d, heads, uses }: AttentionGroup): number {
  const { n, batch } = uses[0]!;
  const attention = formValue(F9({ n, d, heads, batch }));
  const blocks = attentionGroups(report.theoryRows).length;
  const mlps = mlpGroups(report.theoryRows).map(({ dff }) => formValue(F7({ n, d, dff, batch })));
  return blocks * attention + mlps.reduce((sum, mlp) => sum + mlp, 0);
}
