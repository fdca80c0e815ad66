/** @file The texts of --help, made from the commands, operands and flags that there are. */
import { callText, dashed, operandText, type Command, type Flag, type Flags } from './command.ts';
import { COMMANDS } from './commands/all.ts';
import { EVERYWHERE } from './flags.ts';

const WIDTH = 95;

/** Words, and what is said of them in a column that wraps. */
type Entry = readonly [words: string, says: string];

/** `text` in lines of at most `width`. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function columns(entries: readonly Entry[]): readonly string[] {
  const margin = 2 + Math.max(0, ...entries.map(([words]) => words.length)) + 2;
  return entries.flatMap(([words, says]) =>
    wrap(says, WIDTH - margin).map((line, i) => (i === 0 ? `  ${words}` : '').padEnd(margin) + line),
  );
}

const flagEntry = ([name, { takes, says }]: readonly [string, Flag]): Entry => [
  takes === null ? dashed(name) : `${dashed(name)} ${takes}`,
  says,
];

const flagEntries = (flags: Flags): readonly Entry[] => Object.entries(flags).map(flagEntry);

/** What `tfjs-flops --help` prints. */
export const generalHelp = (): string =>
  [
    'tfjs-flops: what a TensorFlow.js model costs, every number checked by a second derivation',
    '',
    ...columns(
      COMMANDS.map(({ name, operands, summary }) => [
        [name, ...operands.map(operandText)].join(' '),
        summary,
      ]),
    ),
    '',
    'Flags of a command: tfjs-flops COMMAND --help, or tfjs-flops help COMMAND',
    ...columns(flagEntries(EVERYWHERE)),
    '',
    'Examples',
    '  tfjs-flops profile mobilenet-v2',
    '  tfjs-flops profile ./web_model --input images=1x640x640x3',
    '  tfjs-flops why mobilenet-v2 stem.conv',
    '  tfjs-flops compare mobilenet-v2 --backends wasm,cpu',
    '',
    'Exit codes',
    ...columns([
      ['0', 'good'],
      ['1', 'a check failed: a residual is not 0, counts differ, a limit is broken, or --for says no'],
      ['2', 'bad input, or a run that failed; stderr says why'],
    ]),
  ].join('\n');

/** What `tfjs-flops COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const { operands, summary, flags } = command;
  const hasFlags = Object.keys(flags).length > 0;
  return [
    `${callText(command)}${hasFlags ? ' [flags]' : ''}`,
    '',
    summary,
    '',
    ...(operands.length === 0
      ? []
      : [...columns(operands.map((operand) => [operandText(operand), operand.says])), '']),
    ...columns([...flagEntries(flags), ...flagEntries(EVERYWHERE)]),
  ].join('\n');
}
