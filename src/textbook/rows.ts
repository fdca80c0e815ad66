/** @file The textbook beside theory: one row for each layer, group and model that it speaks of. */
import type { TextbookRow, TheoryRow } from '../core/theory.ts';
import { attentionGroups, mlpGroups } from './groups.ts';
import { isDerived } from './layer.ts';
import { modelPart } from './model.ts';
import { attentionPart, CONVOLUTION_PARTS, densePart, mlpPart, type Part } from './parts.ts';

/**
 * F1, F2 and P1 for convolutions, P2 for dense layers, F6 and P5 for attention, F7 and P6 for an FFN, F8 and
 * the sum of the P forms for the model (`path` empty). Each with terms for what the text leaves out, which
 * never read the work or the parameters of a row. A convolution's or dense layer's form is about that one
 * layer; a group's is about all layers below its path.
 */
export function textbookRows(rows: readonly TheoryRow[]): readonly TextbookRow[] {
  const derived = rows.filter(isDerived);
  if (derived.length === 0) return [];
  return [
    ...derived.flatMap((row) => {
      const convolution = CONVOLUTION_PARTS[row.className];
      if (convolution !== undefined) return [rowOf('convolution', row, convolution(row))];
      return row.className === 'Dense' ? [rowOf('dense', row, densePart(row))] : [];
    }),
    ...attentionGroups(rows).map((group) => rowOf('attention', group, attentionPart(group))),
    ...mlpGroups(rows).map((group) => rowOf('mlp', group, mlpPart(group))),
    rowOf('model', { path: [] }, modelPart(rows)),
  ];
}

const rowOf = (
  kind: TextbookRow['kind'],
  { path }: Pick<TextbookRow, 'path'>,
  { multiplyAdds, parameters }: Part,
): TextbookRow => ({ path, kind, multiplyAdds, parameters });
