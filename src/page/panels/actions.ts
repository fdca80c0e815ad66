/** @file The way on: the page, the report and its table to take along. */
import type { Report } from '../../core/report.ts';
import type { Unit } from '../../core/unit.ts';
import { toMarkdown } from '../../export/markdown.ts';
import { writeReport } from '../../saved/write.ts';
import { html, say, type Child } from '../dom/element.ts';

export interface Given {
  /** What its files are named after. */
  readonly name: string;
  /** None of a sweep. */
  readonly reports: readonly Report[];
  readonly unit: Unit;
  /** The page with these reports in it. */
  readonly page: () => string;
  /** Opens others. */
  readonly open: Child;
}

/** A name that every file system takes. */
const fileName = (model: string, ending: string): string =>
  `${
    model
      .replaceAll(/[^\w.-]+/g, '-')
      .replaceAll(/^[-.]+|-+$/g, '')
      .slice(0, 60) || 'report'
  }.${ending}`;

function download(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  html('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const button = (text: string, act: () => void): HTMLElement =>
  html('button', { type: 'button', click: act }, text);

export function actions({ name, reports, unit, page, open }: Given): HTMLElement {
  const [first] = reports;
  const said = html('span', { class: 'note', role: 'status' });
  const copy = (): void => {
    navigator.clipboard.writeText(toMarkdown(first!, { unit })).then(
      () => say(said, 'The table is in the clipboard.'),
      () => say(said, 'The browser does not let a page write to the clipboard here.'),
    );
  };
  return html(
    'div',
    { class: 'tools actions' },
    button('Save this page', () => download(page(), fileName(name, 'html'), 'text/html')),
    reports.length === 1 ? button('Copy as Markdown', copy) : null,
    reports.map((report, i) =>
      button(reports.length === 1 ? 'Save as JSON' : `Save ${i === 0 ? 'A' : 'B'} as JSON`, () =>
        download(writeReport(report), fileName(report.model, 'json'), 'application/json'),
      ),
    ),
    button('Print', () => print()),
    open,
    said,
  );
}
