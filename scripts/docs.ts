/**
 * @file `npm run docs`: runs what README.md and docs/ show and writes the output between the markers. `--check` writes
 * nothing and fails where the text is out of date. Files named on the command line restrict it to those.
 *
 *     <!-- generated: tfjs-flops profile resnet18 --runs 0 | head -12 -->   the output of a command
 *     <!-- generated: docs/examples/count.ts -->                            a program, and its output below it
 *     <!-- file: docs/examples/page.html -->                                a file that another check runs
 *     <!-- measured: … -->   as `generated`, but with times, which no two runs share: it is written with the name of the
 *                            machine and never checked; `--keep-measured` leaves it as it is
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COMMAND = 'tfjs-flops ';
const BLOCK = /<!-- (generated|measured|file): (.+) -->\n[^]*?<!-- end -->/g;
const WIDTH = '95';

/** Text between these markers has a script of its own: `npm run kernels`. */
const isElsewhere = (what: string): boolean => what.startsWith('tsx ');

/** The note on the machine has versions, which differ between machines: it is left out. */
const withoutMachine = (text: string): string => text.replaceAll(/^ {2}machine .*\n( {20}.*\n)*/gm, '');

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

const { FORCE_COLOR: _, ...withoutColor } = process.env;

function run(script: string, words: readonly string[] = []): string {
  return execFileSync(process.execPath, ['--import', 'tsx', script, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...withoutColor, COLUMNS: WIDTH },
  });
}

/** The output of a command line, cut where it ends in `| head -N`. */
function outputOfCommand(line: string): string {
  const [command = '', head] = line.slice(COMMAND.length).split(' | head -');
  const text = withoutMachine(run('src/cli/main.ts', command.split(' ')));
  return head === undefined ? text : text.split('\n').slice(0, Number(head)).join('\n');
}

/** A file without its head comment, whose place the surrounding text takes. */
const fileText = (path: string): string =>
  readFileSync(ROOT + path, 'utf8').replace(/^(?:\/\*\* @file .*\*\/|<!-- @file .*-->)\n/, '');

const program = (path: string): string => fence(extname(path).slice(1), fileText(path));

function render(kind: string, what: string): string {
  if (kind === 'file') return program(what);
  if (what.startsWith(COMMAND)) return fence('text', outputOfCommand(what));
  return `${program(what)}\n\nIt prints:\n\n${fence('text', run(what))}`;
}

function machine(): string {
  const cores = cpus();
  return `Measured on ${cores[0]?.model ?? 'an unknown processor'}, ${cores.length} cores, Node ${process.version}.`;
}

function block(kind: string, what: string): string {
  const parts = [render(kind, what), ...(kind === 'measured' ? [machine()] : [])];
  return [`<!-- ${kind}: ${what} -->`, ...parts, '<!-- end -->'].join('\n\n');
}

/** @returns the blocks that are out of date */
async function refresh(file: string, keepsMeasured: boolean, isCheck: boolean): Promise<string[]> {
  const outdated: string[] = [];
  const old = readFileSync(ROOT + file, 'utf8');
  const text = old.replaceAll(BLOCK, (was, kind: string, what: string) => {
    if (isElsewhere(what) || (keepsMeasured && kind === 'measured')) return was;
    const now = block(kind, what);
    if (now !== was) outdated.push(`${file}: ${what}`);
    return now;
  });
  const path = ROOT + file;
  if (!isCheck) writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
  return outdated;
}

const options = process.argv.slice(2);
const isCheck = options.includes('--check');
const named = options.filter((option) => !option.startsWith('--'));
const all = [
  'README.md',
  ...readdirSync(`${ROOT}docs`)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];
const outdated: string[] = [];
for (const file of named.length > 0 ? named : all)
  outdated.push(...(await refresh(file, isCheck || options.includes('--keep-measured'), isCheck)));
if (isCheck && outdated.length > 0) {
  console.error(`Out of date; run \`npm run docs\`:\n  ${outdated.join('\n  ')}`);
  process.exitCode = 1;
}
