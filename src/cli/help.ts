/** @file The text of --help, made from the commands and flags that there are. */
import { COMMANDS } from './commands.ts';
import { FLAGS, type FlagName } from './flags.ts';

const NAME_WIDTH = 20;
const WIDTH = 95;

const flagText = (flag: FlagName): string => {
  const { takes } = FLAGS[flag];
  return takes === null ? `--${flag}` : `--${flag} ${takes}`;
};

/** Flags of a command, as many to a line as fit. */
function flagLines(flags: readonly FlagName[]): string[] {
  const lines: string[] = [];
  for (const text of flags.map(flagText)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + text.length <= WIDTH)
      lines[lines.length - 1] = `${last}  ${text}`;
    else lines.push(' '.repeat(4) + text);
  }
  return lines;
}

export function helpText(): string {
  const commands = COMMANDS.flatMap(({ name, operands, summary, flags }) =>
    [`  ${`${name} ${operands}`.trim().padEnd(NAME_WIDTH)}${summary}`].concat(flagLines(flags)),
  );
  return [
    'tfjs-flops: what a TensorFlow.js model costs, each number checked against an independent derivation',
    '',
    ...commands,
    '',
    '  MODEL: a model.json, its folder or URL; a module.mjs that exports a model or a function;',
    '  or a network by name (tfjs-flops models)',
    '  --help  --version   --debug: errors with their stack',
    '  --peaks on measures what this machine reaches (2 s) and keeps it; then it is shown unless off',
    '  --seconds N, of compare: time for the passes in turns that tell who is faster (default 10)',
    '  --runs 0 counts without timing; --json - writes the report to stdout instead of the table',
    '',
    '  $ tfjs-flops profile ./web_model --input images=1x640x640x3',
    '  $ tfjs-flops profile mobilenet-v2',
    '  $ tfjs-flops why mobilenet-v2 stem.conv',
    '  $ tfjs-flops compare mobilenet-v2 --backends wasm,cpu',
    '',
    '  exit 0 good, 1 a check failed (a residual, counts that differ between backends), 2 bad input',
  ].join('\n');
}
