/** @file A model that was dropped: counted where that can be done, with what happens meanwhile told. */
import { TfjsFlopsError, type Remedy } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import { visible } from '../../core/visible.ts';
import { readReport } from '../../saved/read.ts';
import { html, say } from '../dom/element.ts';
import { askCounter, canCount } from './counter.ts';
import type { Dropped } from './files.ts';
import { settings } from './settings.ts';

let isBusy = false;

const refuse = (what: string, ...remedies: readonly Remedy[]): never => {
  throw new TfjsFlopsError('invalid-input', what, { remedies });
};

/** The name by which a reader knows what was dropped. */
const nameOf = ({ files, folder }: Dropped): string =>
  folder ?? files.find(({ path }) => /\.json$/i.test(path))?.path ?? files[0]?.path ?? 'the model';

/** A line below the heading that is there as long as `work` goes on. */
async function told<T>(name: string, work: (tell: (text: string) => void) => Promise<T>): Promise<T> {
  const line = html('p', { class: 'note counting', role: 'status' });
  const tell = (text: string): void => say(line, `${visible(name).slice(0, 200)}: ${text}`);
  document.querySelector('header')?.after(line);
  tell('loading');
  // The line is seen before the browser has no time for it.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  try {
    return await work(tell);
  } finally {
    line.remove();
  }
}

/**
 * Counts it in this page.
 * @param howToCount the command that opens a page which counts, where this one does not
 * @throws TfjsFlopsError for whatever is wrong with it
 */
export async function countDropped(dropped: Dropped, howToCount: string | null): Promise<Report> {
  const name = nameOf(dropped);
  if (!canCount)
    return refuse(
      `${name} is a ${dropped.folder === null ? 'model' : 'folder'} and no saved report, and another page counts models.`,
      howToCount === null ? 'profile it, and save the report' : { run: howToCount },
    );
  if (isBusy) return refuse('A model is being counted.', 'drop this one afterwards');
  isBusy = true;
  try {
    const reply = await told(name, (tell) =>
      askCounter({
        ...settings(),
        files: dropped.files,
        onProgress: (done, total) => tell(`${done} of ${total} passes`),
      }),
    );
    if ('report' in reply) return readReport(reply.report, name);
    if ('unexpected' in reply) return refuse(`${name} was not counted: ${reply.unexpected}`);
    const { failure } = reply;
    throw new TfjsFlopsError(failure.code, failure.what, failure);
  } finally {
    isBusy = false;
  }
}
