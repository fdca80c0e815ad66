/** @file Which call of a report `replay` takes. */
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import { count } from '../../core/writing.ts';
import { costliestCall } from '../../replay/costliest.ts';
import { rowsNamed, unknownLayer, wholeName } from '../../report/find-layer.ts';

/** A call by its number in `report.calls`: `call:17`, `'call 17'`. */
const CALL = /^call[: ](\d+)$/;

interface Chosen {
  readonly call: number;
  /** Which of several it is. */
  readonly notes: readonly string[];
}

/** How many calls an error or a comment lists. */
const LISTED = 20;

const listed = (calls: readonly number[]): string => {
  const more = calls.length > LISTED ? `, and ${calls.length - LISTED} more` : '';
  return (
    calls
      .slice(0, LISTED)
      .map((call) => `call:${call}`)
      .join(', ') + more
  );
};

const callList = ({ calls }: Report): string => `call:0 to call:${calls.length - 1}`;

/** @throws TfjsFlopsError `unknown-layer`, `invalid-input` */
export function chosenCall(report: Report, typed: string): Chosen {
  const named = report.layers.filter(({ node }) => node === typed);
  const name = wholeName(report, typed);
  const { own, below } = rowsNamed(report, name);
  const rows = named.length > 0 ? named : [...own, ...below];
  if (rows.length === 0) {
    const number = CALL.exec(typed)?.[1];
    if (number === undefined) throw unknownLayer(report, typed);
    if (Number(number) < report.calls.length) return { call: Number(number), notes: [] };
    throw new TfjsFlopsError(
      'invalid-input',
      `${report.model} ran ${count(report.calls.length, 'distinct call')}, and none is ${typed}`,
      {
        remedies: report.calls.length === 0 ? ['replay another model'] : [`take one of ${callList(report)}`],
      },
    );
  }
  const scopes = new Set(rows.flatMap(({ scope }) => (scope === null ? [] : [scope])));
  const found = costliestCall(report, scopes);
  if (found === null)
    throw new TfjsFlopsError('invalid-input', `"${name}" of ${report.model} ran no kernel.`, {
      remedies: ['name another layer', `take one of ${callList(report)}`],
    });
  const { call, all } = found;
  const of = all.length > 1 ? `, the costliest of its ${all.length} distinct calls (${listed(all)})` : '';
  return { call, notes: [`Run by ${name}${of}.`] };
}
