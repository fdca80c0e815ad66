/**
 * @file `npm run gate [TIMES] [NODE...]`: one small model, counted TIMES times (1,000) in a process on cpu, wasm and
 * tensorflow, in this Node and in each whose path is given, all against the one baseline that cpu of this Node has written,
 * then a tenth as often against those of all others. Each time it must pass, and nothing may have moved.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STARTS } from '../src/backends/start.ts';
import { baselineText, repeatCheck } from '../test/gate/repeats.ts';

const BACKENDS = ['cpu', 'wasm', 'tensorflow'];
const [CHILD, WRITE, CHECK] = ['--child', 'write', 'check'] as const;

interface Line {
  readonly node: string;
  readonly backend: string;
  /** `null`: why it is not here. */
  readonly missing: string | null;
  readonly checks: number;
  readonly failures: readonly string[];
}

const nameOf = (backend: string): string => `${process.version} ${backend}`;

/** In a process of its own: each backend writes its baseline, or checks those of all. */
async function child(task: string, folder: string, times: number): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const backend of BACKENDS) {
    const found = STARTS.find(({ name }) => name === backend)!;
    const status = await found.status();
    const line = { node: process.version, backend, checks: 0, failures: [] };
    if (!status.available) {
      lines.push({ ...line, missing: status.why });
      continue;
    }
    await found.start();
    if (task === WRITE) writeFileSync(join(folder, nameOf(backend)), baselineText());
    else {
      const all = readdirSync(folder).map((name) =>
        repeatCheck(
          readFileSync(join(folder, name), 'utf8'),
          name === process.env['FIRST'] ? times : Math.ceil(times / 10),
        ),
      );
      lines.push({
        ...line,
        missing: null,
        checks: all.reduce((sum, { checks }) => sum + checks, 0),
        failures: all.flatMap(({ failures }) => failures),
      });
    }
  }
  return lines;
}

const run = (node: string, task: string, folder: string, times: number): readonly Line[] =>
  JSON.parse(
    execFileSync(node, ['--import', 'tsx', import.meta.filename, CHILD, task, folder, String(times)], {
      encoding: 'utf8',
      env: { ...process.env, FIRST: nameOf(BACKENDS[0]!) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
      .trim()
      .split('\n')
      .at(-1)!,
  ) as readonly Line[];

function all(times: number, nodes: readonly string[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-gate-'));
  try {
    for (const node of nodes) run(node, WRITE, folder, times);
    const lines = nodes.flatMap((node) => run(node, CHECK, folder, times));
    for (const { node, backend, missing, checks, failures } of lines)
      console.log(
        missing === null
          ? `Node ${node} ${backend}: ${checks - failures.length} of ${checks} checks pass`
          : `Node ${node} ${backend}: not here, ${missing}`,
      );
    for (const failure of new Set(lines.flatMap(({ failures }) => failures))) console.log(`  ${failure}`);
    console.log(`${readdirSync(folder).length} baselines, each checked by all`);
    return lines.every(({ failures }) => failures.length === 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [first = '1000', ...rest] = process.argv.slice(2);
if (first === CHILD) {
  const [task = '', folder = '', times = ''] = rest;
  console.log(JSON.stringify(await child(task, folder, Number(times))));
} else process.exitCode = all(Number(first), [process.execPath, ...rest]) ? 0 : 1;
