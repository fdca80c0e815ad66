/**
 * @file `npm run readme`: runs what README.md shows and writes what it prints between the markers. `--check`
 * writes nothing and fails where the text has aged. A marker names what is run: a command line of `tfjs-flops`,
 * or a program, which is shown above its output. Between `measured` markers stands time, which no two runs share:
 * it is written with the machine's name, and not checked; `--keep-measured` leaves it as it is.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README = `${ROOT}/README.md`;
const COMMAND = 'tfjs-flops ';
const BLOCK = /<!-- (generated|measured): (.+) -->\n[^]*?<!-- end -->/g;

/** The note on the machine tells versions, which differ from one to the next: it is left out. */
const withoutMachine = (text: string): string => text.replaceAll(/^ {2}machine .*\n( {20}.*\n)*/gm, '');

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

const { FORCE_COLOR: _, ...withoutColor } = process.env;

function outputOf(script: string, words: readonly string[] = []): string {
  return execFileSync(process.execPath, ['--import', 'tsx', script, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...withoutColor, COLUMNS: '95' },
  });
}

/** A program without its head, whose place is taken by README's own words. */
const programText = (file: string): string =>
  readFileSync(`${ROOT}/${file}`, 'utf8').replace(/^\/\*\* @file .*\*\/\n/, '');

function render(what: string): string {
  if (what.startsWith(COMMAND))
    return fence('text', withoutMachine(outputOf('src/cli/main.ts', what.slice(COMMAND.length).split(' '))));
  return `${fence('ts', programText(what))}\n\nIt prints:\n\n${fence('text', outputOf(what))}`;
}

function machine(): string {
  const cores = cpus();
  return `Measured on ${cores[0]?.model ?? 'an unknown processor'}, ${cores.length} cores, Node ${process.version}.`;
}

function block(kind: string, what: string): string {
  const parts = [render(what), ...(kind === 'measured' ? [machine()] : [])];
  return [`<!-- ${kind}: ${what} -->`, ...parts, '<!-- end -->'].join('\n\n');
}

const isCheck = process.argv.includes('--check');
const keepsMeasured = isCheck || process.argv.includes('--keep-measured');
const aged: string[] = [];
let found = 0;
const text = readFileSync(README, 'utf8').replaceAll(BLOCK, (old, kind: string, what: string) => {
  found++;
  if (keepsMeasured && kind === 'measured') return old;
  const now = block(kind, what);
  if (now !== old) aged.push(what);
  return now;
});
if (found === 0) throw new Error('README.md has no generated part: its markers are missing.');
if (!isCheck) writeFileSync(README, text);
else if (aged.length > 0) {
  console.error(`README.md has aged; run \`npm run readme\`. Other text now:\n  ${aged.join('\n  ')}`);
  process.exitCode = 1;
}
