/** @file F1 … F9: what the text says of multiply-adds, against what the runs counted. */
import { totalOperations } from '../../core/ops.ts';
import type { LayerRow, Report } from '../../core/report.ts';
import { integer } from '../../core/writing.ts';
import { formValue } from '../../core/theory-work.ts';
import { F3, F4, F5, F7, F9 } from '../../textbook/forms.ts';
import { attentionGroups, mlpGroups, type AttentionGroup } from '../../textbook/groups.ts';
import type { TextbookForm } from '../../core/theory.ts';
import { checkFactor, checkForm, type FormCheck, type Shown } from './form-check.ts';
import { attentionOf, below, complete, firstOf, formAt, rowsBelow, where, work } from './rows.ts';

export function convolutionCost(cnn: Report): FormCheck[] {
  const stem = firstOf(cnn, 'Conv2D');
  const depthwise = firstOf(cnn, 'DepthwiseConv2D');
  const checked = (row: LayerRow, note: string): FormCheck =>
    checkForm(formAt(cnn, row.path, 'multiplyAdds'), work([row]), [note]);
  const groups = depthwise.outputs[0]!.at(-1)!;
  return [checked(stem, where(cnn, stem)), checked(depthwise, `g = ${groups}`)];
}

/** Share of softmax in the counted operations (a multiply-add as two) and in kernel time. */
function softmaxShares(report: Report): string {
  const rows = report.layers.filter(({ className }) => className === 'Softmax');
  const operations = rows.reduce((sum, row) => sum + totalOperations(row.counted), 0);
  const ofOperations = (100 * operations) / totalOperations(report.total.counted);
  const ms = rows.reduce((sum, row) => sum + (row.time?.meanMs ?? 0), 0);
  const ofTime = (100 * ms) / report.total.time!.meanMs;
  return `softmax ${ofOperations.toFixed(1)} % of counted operations, ${ofTime.toFixed(1)} % of time`;
}

/** The text defines FLOPs with additions, as in F1, and yet calls FLOPs what counts multiplications alone. */
const inOwnUnit = ({ shows }: Shown): string =>
  `as FLOPs, additions counted as the text defines, half of ${integer(2 * shows)}`;

const checkMultiplications = (form: TextbookForm, shown: Shown, ...notes: string[]): FormCheck =>
  checkForm(form, shown, [inOwnUnit(shown), ...notes]);

export function attentionCost(report: Report, attention: AttentionGroup): FormCheck[] {
  const [{ n, batch }, { d, path }] = [attention.uses[0]!, attention];
  const at = (className: string): LayerRow => firstOf(report, className, (row) => below(row, path));
  const maps = at('Dense');
  const [mlp] = mlpGroups(report.theoryRows);
  if (mlp === undefined) throw new Error(`${report.model} has no MLP`);
  return [
    checkMultiplications(complete(F3({ n, d, batch })), work([maps]), 'biases left out'),
    checkMultiplications(complete(F4({ n, d, batch })), work([at('AttentionScores')]), softmaxShares(report)),
    checkMultiplications(complete(F5({ n, d, batch })), work([at('AttentionApply')])),
    checkForm(formAt(report, path, 'multiplyAdds'), work(rowsBelow(report, path))),
    checkMultiplications(
      formAt(report, mlp.path, 'multiplyAdds'),
      work(rowsBelow(report, mlp.path)),
      'GELU left out',
    ),
  ];
}

export const modelCost = (report: Report): FormCheck[] => [
  checkForm(formAt(report, [], 'multiplyAdds'), work(report.layers)),
];

/** F9 against the maps and both products of attention: the output projection is in neither side. */
export function headsCost(report: Report): FormCheck {
  const attention = attentionOf(report);
  const { path, d, heads, headWidth, uses } = attention;
  const [{ n, batch }] = uses as [AttentionGroup['uses'][number]];
  const projection = report.layers.findLast((row) => row.className === 'Dense' && below(row, path))!;
  const shown = work(rowsBelow(report, path).filter((row) => row !== projection));
  const form = complete(F9({ n, d, heads, batch }));
  const factor = headWidth === d ? 1 : heads;
  return checkFactor(
    { ...form, text: `h·F6, h = ${heads}` },
    factor,
    shown,
    `${report.model}, each head ${headWidth} wide, D = ${d}`,
  );
}

/** Attention times heads, as F9 has it, in F8. */
export function literalCost(report: Report, { d, heads, uses }: AttentionGroup): number {
  const { n, batch } = uses[0]!;
  const attention = formValue(F9({ n, d, heads, batch }));
  const blocks = attentionGroups(report.theoryRows).length;
  const mlps = mlpGroups(report.theoryRows).map(({ dff }) => formValue(F7({ n, d, dff, batch })));
  return blocks * attention + mlps.reduce((sum, mlp) => sum + mlp, 0);
}
