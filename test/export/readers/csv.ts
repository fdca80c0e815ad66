/** @file CSV as csv-parse reads it, strictly: every record has the heading's fields, lines end as RFC 4180 says. */
import { parse } from 'csv-parse/sync';
import { fail, sumOf, type Amount, type Read } from './expected.ts';

/** What spreadsheets take for a formula at the start of a cell (OWASP, CSV injection). */
const IS_FORMULA = /^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

const parsed = (text: string, delimiter: string): readonly (readonly string[])[] =>
  parse(text, {
    delimiter,
    recordDelimiter: '\r\n',
    relaxQuotes: delimiter !== ',',
    relaxColumnCount: delimiter !== ',',
  });

/** The names of the report's rows may have an apostrophe before what would be a formula. */
export const withoutApostrophes = (name: string): string =>
  name.replaceAll(/(^|[;,\t|])'(?=\s*[=+\-@])/g, '$1');

export function readCsv(text: string): Read {
  if (!text.endsWith('\r\n') || /[^\r]\n|\r(?!\n)/.test(text)) fail('a line does not end with CR LF');
  const [headings = [], ...records] = parsed(text, ',');
  const column = headings.findIndex((heading) => /^Counted \((?:multiply-adds|FLOPs)\)$/.test(heading));
  if (column < 0) fail('no column of counts with its unit');
  const withoutUnit = headings
    .slice(3)
    .filter((heading) => !/\((?:count|bytes|ms|shape|multiply-adds|FLOPs)\)$/.test(heading));
  if (withoutUnit.length > 0) fail(`no unit in ${withoutUnit.join(', ')}`);
  for (const cell of records.flat()) if (IS_FORMULA.test(cell)) fail(`a formula: ${cell}`);
  // As a spreadsheet of another country cuts it.
  for (const delimiter of [';', '\t', '|'])
    for (const cell of parsed(text, delimiter).flat())
      if (IS_FORMULA.test(cell)) fail(`a formula between ${delimiter}: ${cell}`);
  const amounts = records.map((record): Amount => {
    const cell = record[column]!;
    if (!/^\d*$/.test(cell)) fail(`${cell} is no integer`);
    return { name: withoutApostrophes(record[0]!), amount: cell === '' ? null : Number(cell) };
  });
  return { amounts, total: sumOf(amounts) };
}
