/** @file The LaTeX that a table may have, read strictly: anything else in a cell is a fault. */
import { fail, type Amount, type Read } from './expected.ts';

const TEXTS: readonly (readonly [latex: string, text: string])[] = [
  [String.raw`\textbackslash{}`, '\\'],
  [String.raw`\textasciitilde{}`, '~'],
  [String.raw`\textasciicircum{}`, '^'],
  [String.raw`\textless{}`, '<'],
  [String.raw`\textgreater{}`, '>'],
  [String.raw`\textbar{}`, '|'],
  [String.raw`\textquotesingle{}`, "'"],
  [String.raw`\textasciigrave{}`, '`'],
  [String.raw`\char34{}`, '"'],
  ['\\ ', ' '],
  [String.raw`\{`, '{'],
  [String.raw`\}`, '}'],
  [String.raw`\$`, '$'],
  [String.raw`\&`, '&'],
  [String.raw`\#`, '#'],
  [String.raw`\_`, '_'],
  [String.raw`\%`, '%'],
  ['{*}', '*'],
  ['{[}', '['],
  ['-{}', '-'],
];
const OBEYED = /[\\{}$&#^_~%*[<>|"'`]/;

function plain(latex: string): string {
  let text = '';
  for (let rest = latex; rest !== '';) {
    const [code, shown] = TEXTS.find(([code]) => rest.startsWith(code)) ?? [rest[0]!, rest[0]!];
    if (code.length === 1 && OBEYED.test(code)) fail(`TeX obeys ${code} of ${latex}`);
    text += shown;
    rest = rest.slice(code.length);
  }
  return text;
}

function amountOf(cell: string): number | null {
  if (cell === '{?}') return null;
  if (!/^\d+(?:\{\?\})?$/.test(cell)) fail(`siunitx reads no number in ${cell}`);
  return Number.parseInt(cell, 10);
}

const RULES = ['toprule', 'midrule', 'midrule', 'bottomrule'];

export function readLatex(text: string): Read {
  const lines = text.trimEnd().split('\n');
  const body = lines.filter((line) => line.startsWith('  ') && !line.startsWith(String.raw`  \endhead`));
  const others = lines.filter((line) => !line.startsWith('  '));
  const [, environment] =
    /^\\begin\{(tabular|longtable)\}\{lll(?:S\[table-format=\d+(?:\.3)?\])+\}$/.exec(others[2] ?? '') ?? [];
  if (environment === undefined || others[3] !== `\\end{${environment}}` || others.length !== 4)
    fail('not one table');
  if (!others.slice(0, 2).every((line) => line.startsWith('% '))) fail('no comment before it');
  const rules = body.filter((line) => /^ {2}\\\w+rule$/.test(line)).map((line) => line.slice(3));
  if (rules.join(' ') !== RULES.join(' ')) fail(`other rules: ${rules.join(' ')}`);
  const rows = body
    .filter((line) => !/^ {2}\\\w+rule$/.test(line))
    .map((line) => {
      if (!line.endsWith(String.raw` \\`)) fail(`a line without end: ${line}`);
      return line
        .slice(2, -3)
        .split(/(?<!\\)&/)
        .map((cell) => cell.replace(/^ |(?<!\\) $/g, ''));
    });
  const [headings = [], ...records] = rows;
  if (records.some((record) => record.length !== headings.length)) fail('a row with other cells');
  const column = headings.findIndex((heading) => heading === '{Multiply-adds}' || heading === '{FLOPs}');
  if (column < 0) fail('no column of counts');
  const amounts = records.map((cells): Amount => {
    plain(cells[1]!);
    if (!/^(?:\$\d+(?: \\times \d+)*\$)?$/.test(cells[2]!)) fail(`no shape: ${cells[2]}`);
    return { name: plain(cells[0]!), amount: amountOf(cells[column]!) };
  });
  const last = amounts.at(-1)!;
  if (last.name !== 'Total') fail('no total');
  return { amounts: amounts.slice(0, -1), total: last.amount ?? 0 };
}
