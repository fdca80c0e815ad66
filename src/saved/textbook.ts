/** @file The textbook in a file: the words of a formula are there once. */
import { bridge, type Bridge, type Quantity } from '../core/bridge.ts';
import type { JudgedTextbookRow } from '../core/report.ts';
import type { TextbookForm } from '../core/theory.ts';
import { valueOf } from '../core/work.ts';
import type { FileForm, FileTextbookRow, ReportFile } from './file.ts';
import { maybe, Numbering } from './usual.ts';

const QUANTITIES = ['multiplyAdds', 'parameters'] as const;

/** Σ of the products that the text says. */
const sumOf = (says: FileForm['says']): number => says.reduce((sum, summand) => sum + valueOf(summand), 0);

/** From what the text says to what theory says of the same. */
function bridgeOf(quantity: Quantity, { says, terms = [], theory }: FileForm): Bridge[] {
  if (theory === undefined) return [];
  const between = terms.map(({ term, sign, factors }) => ({
    term,
    amount: sign * valueOf({ factors }),
    basis: 'closed-form' as const,
  }));
  return [bridge(['textbook', 'theory'], quantity, sumOf(says), theory, between)];
}

export function saveTextbook(rows: readonly JudgedTextbookRow[]): Pick<ReportFile, 'forms' | 'textbook'> {
  const forms = new Numbering<ReportFile['forms'][number]>();
  const textbook = rows.map((row): FileTextbookRow => {
    const saved = QUANTITIES.flatMap((quantity) => {
      const formula = row[quantity];
      if (formula === null) return [];
      const { form, name, text, says, terms } = formula;
      const theory = row.bridges.find((each) => each.quantity === quantity)?.toAmount;
      const file: FileForm = {
        form: forms.of({ form, name, text }),
        says,
        ...(terms.length === 0 ? {} : { terms }),
        ...maybe('theory', theory),
      };
      return [[quantity, file] as const];
    });
    return { path: row.path, kind: row.kind, ...Object.fromEntries(saved) };
  });
  return { forms: forms.list, textbook };
}

export function restoreTextbook({
  forms,
  textbook,
}: Pick<ReportFile, 'forms' | 'textbook'>): JudgedTextbookRow[] {
  const restoreForm = (saved: FileForm | undefined): TextbookForm | null =>
    saved === undefined ? null : { ...forms[saved.form]!, says: saved.says, terms: saved.terms ?? [] };
  return textbook.map((row) => ({
    path: row.path,
    kind: row.kind,
    multiplyAdds: restoreForm(row.multiplyAdds),
    parameters: restoreForm(row.parameters),
    bridges: QUANTITIES.flatMap((quantity) =>
      row[quantity] === undefined ? [] : bridgeOf(quantity, row[quantity]),
    ),
  }));
}
