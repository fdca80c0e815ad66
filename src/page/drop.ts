/** @file What is dropped on the page or chosen: read here, checked, and never sent anywhere. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { readReport } from '../saved/read.ts';
import { canCount } from './counting/counter.ts';
import { chosen, dropped, type Dropped } from './counting/files.ts';
import { isModel } from './counting/kind.ts';
import { sentence } from './counting/words.ts';
import { html } from './dom/element.ts';

const MOST_FILES = 2;
/** A report of 20,000 rows has about 10 MB. */
const MOST_BYTES = 200_000_000;

export interface Receiver {
  /** One or two reports. */
  readonly take: (reports: readonly Report[]) => void;
  /** The report of a model's files. @throws TfjsFlopsError */
  readonly count: (model: Dropped) => Promise<Report>;
  /** What is wrong, in a sentence. */
  readonly refuse: (sentence: string) => void;
}

async function reportIn(file: File): Promise<Report> {
  if (file.size > MOST_BYTES)
    throw new TfjsFlopsError('invalid-input', `${file.name} is larger than a report can be.`);
  return readReport(await file.text(), file.name);
}

async function reportsIn(given: Dropped, count: Receiver['count']): Promise<readonly Report[]> {
  if (await isModel(given, canCount)) return [await count(given)];
  const { files } = given;
  if (files.length > MOST_FILES)
    throw new TfjsFlopsError(
      'invalid-input',
      `A page shows one report, or two side by side; got ${files.length} files.`,
    );
  return Promise.all(files.map(({ contents }) => reportIn(contents)));
}

async function receive(giving: Promise<Dropped>, { take, count, refuse }: Receiver): Promise<void> {
  let names = 'What was dropped';
  try {
    const given = await giving;
    if (given.files.length === 0 && given.folder === null) return;
    names = given.folder ?? given.files.map(({ path }) => path).join(' and ');
    take(await reportsIn(given, count));
  } catch (error) {
    refuse(error instanceof TfjsFlopsError ? sentence(error) : `${names} cannot be read.`);
  }
}

const mark = (isOver: boolean): void => void document.body.classList.toggle('dropping', isOver);

/** The whole window takes files. */
export function acceptDrops(receiver: Receiver): void {
  addEventListener('dragover', (event) => {
    event.preventDefault();
    mark(true);
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    void receive(dropped(event.dataTransfer, canCount), receiver);
  });
}

/** A button that opens files, or a folder. */
function opening(
  text: string,
  receiver: Receiver,
  kind: Readonly<Record<string, string | boolean>>,
): HTMLElement {
  const input = html('input', {
    type: 'file',
    ...kind,
    class: 'unseen',
    tabindex: -1,
    // Its button says all that there is to say.
    'aria-hidden': 'true',
    change: () => {
      void receive(Promise.resolve(chosen([...(input.files ?? [])])), receiver);
      input.value = '';
    },
  });
  return html('span', {}, html('button', { type: 'button', click: () => input.click() }, text), input);
}

export const fileButton = (text: string, receiver: Receiver): HTMLElement =>
  opening(text, receiver, { multiple: true, ...(!canCount && { accept: '.json,application/json' }) });

export const folderButton = (text: string, receiver: Receiver): HTMLElement =>
  opening(text, receiver, { webkitdirectory: true });
