/** @file Reports that are dropped on the page or chosen: read here, checked, and never sent anywhere. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { readReport } from '../saved/read.ts';
import { html } from './dom/element.ts';

const MOST_FILES = 2;
/** A report of 20,000 rows has about 10 MB. */
const MOST_BYTES = 200_000_000;

export interface Receiver {
  /** One or two reports. */
  readonly take: (reports: readonly Report[]) => void;
  /** What is wrong, in a sentence. */
  readonly refuse: (sentence: string) => void;
}

async function reportIn(file: File): Promise<Report> {
  if (file.size > MOST_BYTES)
    throw new TfjsFlopsError('invalid-input', `${file.name} is larger than a report can be.`);
  return readReport(await file.text(), file.name);
}

async function receive(files: readonly File[], { take, refuse }: Receiver): Promise<void> {
  if (files.length === 0) return;
  if (files.length > MOST_FILES)
    return refuse(`A page shows one report, or two side by side; got ${files.length} files.`);
  try {
    take(await Promise.all(files.map(reportIn)));
  } catch (error) {
    refuse(
      error instanceof TfjsFlopsError
        ? error.message
        : `${files.map(({ name }) => name).join(' and ')} cannot be read.`,
    );
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
    void receive([...(event.dataTransfer?.files ?? [])], receiver);
  });
}

/** A button that opens files. */
export function fileButton(text: string, receiver: Receiver): HTMLElement {
  const input = html('input', {
    type: 'file',
    accept: '.json,application/json',
    multiple: true,
    class: 'unseen',
    tabindex: -1,
    'aria-label': text,
    change: () => {
      void receive([...(input.files ?? [])], receiver);
      input.value = '';
    },
  });
  return html('span', {}, html('button', { type: 'button', click: () => input.click() }, text), input);
}
