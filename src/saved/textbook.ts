/** @file The textbook in a file: the words of a formula are there once. */
import type { JudgedTextbookRow } from '../core/report.ts';
import type { TextbookForm } from '../core/theory.ts';
import { formBridge } from '../core/theory-work.ts';
import type { FileForm, FileTextbookRow, ReportFile } from './file.ts';
import { maybe, Numbering } from './usual.ts';

const QUANTITIES = ['multiplyAdds', 'parameters'] as const;

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
  return textbook.map((row) => {
    const both = { multiplyAdds: restoreForm(row.multiplyAdds), parameters: restoreForm(row.parameters) };
    const bridges = QUANTITIES.flatMap((quantity) => {
      const theory = row[quantity]?.theory;
      return theory === undefined ? [] : formBridge(quantity, both[quantity], theory);
    });
    return { path: row.path, kind: row.kind, ...both, bridges };
  });
}
