/** @file `tfjs-flops page`: the page that shows reports, without one; and the page that counts models too. */
import { TfjsFlopsError } from '../../core/errors.ts';
import { defineCommand, type Flags } from '../command.ts';
import { anything, invalidValue, last, natural, on } from '../flag-values.ts';
import { pageLanguage } from '../exports.ts';
import { checkWritable, isStandardOutput, writeWhole } from '../output-file.ts';
import type { Terminal } from '../terminal.ts';
import type { Language } from '../../trial/texts.ts';

const DEFAULT_FILE = 'tfjs-flops.html';
const LAST_PORT = 65_535;

const FLAGS = {
  out: {
    takes: 'FILE',
    says: `write it to FILE (default ${DEFAULT_FILE}); - prints it`,
    read: last(anything),
  },
  serve: {
    takes: null,
    says: 'serve to this machine a page that also counts dropped models, in its browser',
    read: on,
  },
  port: {
    takes: 'N',
    says: 'the port of --serve (default: any that is free)',
    read: last((text, flag) => {
      const port = natural(text, flag);
      if (port <= LAST_PORT) return port;
      throw invalidValue(flag, text, `a port, which is at most ${LAST_PORT}`);
    }),
  },
  lang: pageLanguage('the page'),
  folder: {
    takes: 'FOLDER',
    says: 'write the page that counts, and what it loads, for any static host',
    read: last(anything),
  },
} as const satisfies Flags;

async function writeOne(out: string, language: Language, terminal: Terminal): Promise<void> {
  const isPrinted = await isStandardOutput(out);
  if (!isPrinted) await checkWritable(out, '--out');
  const text = await (await import('../report-page.ts')).reportPage({ reports: [], language });
  if (isPrinted) return terminal.print(text);
  await writeWhole(out, text, undefined, '--out');
  terminal.print(`${out}: open it in a browser, and drop a report on it that profile --json wrote.`);
}

/** Until it is stopped from outside. */
async function serve(port: number | undefined, language: Language, terminal: Terminal): Promise<void> {
  const [{ countingSite }, { serveSite }] = await Promise.all([
    import('../site/site.ts'),
    import('../site/serve.ts'),
  ]);
  const { url, closed } = await serveSite(await countingSite(language), port);
  terminal.print(`${url}: open it in a browser, and drop a model's folder on it. Ctrl-C ends it.`);
  await closed;
}

async function writeSite(folder: string, language: Language, terminal: Terminal): Promise<void> {
  const [{ countingSite }, { writeFiles }] = await Promise.all([
    import('../site/site.ts'),
    import('../site/write.ts'),
  ]);
  await writeFiles(folder, await countingSite(language));
  terminal.print(`${folder}: put it on a static host, and drop a model's folder on its index.html there.`);
}

export const page = defineCommand({
  name: 'page',
  summary: 'a page on which saved reports are dropped, or models',
  operands: [],
  flags: FLAGS,
  async run(_operands, { out, serve: isServed, port, folder, lang = 'en' }, terminal) {
    const ways = [
      ...(out === undefined ? [] : ['--out']),
      ...(isServed === undefined ? [] : ['--serve']),
      ...(folder === undefined ? [] : ['--folder']),
    ];
    if (ways.length > 1)
      throw new TfjsFlopsError('invalid-option', `${ways.join(' and ')} are two ways to give the page`, {
        remedies: ['give one of them'],
      });
    if (port !== undefined && isServed === undefined)
      throw new TfjsFlopsError('invalid-option', '--port is where --serve listens, and it is not given', {
        remedies: ['give --serve as well'],
      });
    if (isServed === true) await serve(port, lang, terminal);
    else if (folder !== undefined) await writeSite(folder, lang, terminal);
    else await writeOne(out ?? DEFAULT_FILE, lang, terminal);
    return 0;
  },
});
