/** @file `tfjs-flops page`: the page that shows reports, without one. */
import { defineCommand, type Flags } from '../command.ts';
import { anything, last } from '../flag-values.ts';
import { checkWritable, isStandardOutput, writeWhole } from '../output-file.ts';

const DEFAULT_FILE = 'tfjs-flops.html';

const OUT = {
  out: {
    takes: 'FILE',
    says: `write it to FILE (default ${DEFAULT_FILE}); - prints it`,
    read: last(anything),
  },
} as const satisfies Flags;

export const page = defineCommand({
  name: 'page',
  summary: 'a page on which saved reports are dropped, as one HTML file',
  operands: [],
  flags: OUT,
  async run(_operands, { out = DEFAULT_FILE }, terminal) {
    const isPrinted = await isStandardOutput(out);
    if (!isPrinted) await checkWritable(out, '--out');
    const text = await (await import('../report-page.ts')).reportPage({ reports: [] });
    if (isPrinted) terminal.print(text);
    else {
      await writeWhole(out, text, undefined, '--out');
      terminal.print(`${out}: open it in a browser, and drop a report on it that profile --json wrote.`);
    }
    return 0;
  },
});
