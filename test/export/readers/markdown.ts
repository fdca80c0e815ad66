/** @file Markdown as markdown-it renders it: one table and nothing else; the cells as a browser shows them. */
import markdown from 'markdown-it';
import { fail, type Amount, type Read } from './expected.ts';

const renderer = markdown({ html: true, linkify: true });

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Text of a cell; only code and bold may be in it. */
function cellText(html: string): string {
  const text = html.replaceAll(/<\/?(?:code|strong)>/g, '');
  if (/[<>]/.test(text)) fail(`HTML in a cell: ${html}`);
  return text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? (ENTITIES[name] ?? fail(`an entity: ${name}`)) : String.fromCodePoint(Number(code)),
  );
}

const cellsOf = (row: string): readonly string[] =>
  [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, html = '']) => cellText(html));

function amountOf(cell: string): number | null {
  if (cell === '?') return null;
  if (!/^\d{1,3}(?:,\d{3})*\??$/.test(cell)) fail(`${cell} is no number`);
  return Number(cell.replaceAll(/[,?]/g, ''));
}

/** The table's cells, the heading first. */
export function tableOf(text: string): readonly (readonly string[])[] {
  const html = renderer.render(text).trim();
  if (!/^<table>(?:(?!<table>)[^])*<\/table>$/.test(html)) fail('not one table alone');
  const rows = [...html.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row = '']) => cellsOf(row));
  if (text.trim().split('\n').length !== rows.length + 1) fail('a line is no row');
  // A renderer fills short rows and cuts long ones: the pipes of the source must be as many.
  for (const line of text.trim().split('\n'))
    if (line.split('|').length !== rows[0]!.length + 2) fail(`a line with other cells: ${line}`);
  return rows;
}

export function readMarkdown(text: string): Read {
  const [headings = [], ...rows] = tableOf(text);
  const column = headings.findIndex((heading) => heading === 'Multiply-adds' || heading === 'FLOPs');
  if (column < 0) fail('no column of counts');
  const amounts = rows.map((cells): Amount => ({ name: cells[0]!, amount: amountOf(cells[column]!) }));
  const last = amounts.at(-1)!;
  if (last.name !== 'Total') fail('no total');
  return { amounts: amounts.slice(0, -1), total: last.amount ?? 0 };
}
