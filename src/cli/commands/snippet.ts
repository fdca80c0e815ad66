/** @file `tfjs-flops snippet`: the script of `tfjs-flops/live`, for a page that cannot be opened otherwise. */
import { defineCommand, type Flags } from '../command.ts';
import { anything, last } from '../flag-values.ts';
import { checkWritable, isStandardOutput, writeWhole } from '../output-file.ts';

const OUT = {
  out: {
    takes: 'FILE',
    says: 'write the script to FILE instead of printing it',
    read: last(anything),
  },
} as const satisfies Flags;

/** What the console shows once it is pasted. */
const AFTER = `tfjsFlops.record(3);\n`;

export const snippet = defineCommand({
  name: 'snippet',
  summary: "a script to paste into a page's console, or into a snippet of DevTools",
  operands: [],
  flags: OUT,
  async run(_operands, { out }, terminal) {
    const isPrinted = out === undefined || (await isStandardOutput(out));
    if (!isPrinted) await checkWritable(out, '--out');
    const { liveScript } = await import('../../attach/live-script.ts');
    const text = `${(await liveScript()).trimEnd()}\n${AFTER}`;
    if (isPrinted) terminal.print(text);
    else await writeWhole(out, text, undefined, '--out');
    return 0;
  },
});
