/**
 * @file Runs every arithmetic kernel of the wasm backend with counters, and writes what each executes per element
 * between the markers of docs/executed.md. `--check` writes nothing and fails where the table is out of date.
 *
 *     npm run kernels
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { INSTRUCTIONS, type Instructions } from '../../src/core/instructions.ts';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import { sizeOf, type Shape } from '../../src/core/shape.ts';
import { countsOf } from '../../src/core/work.ts';
import { startExecuted, type ExecutedBackend } from '../../src/executed/index.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { readsOf } from '../../src/profile/cost.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import type { KernelCase } from './case.ts';
import { KERNEL_GROUPS } from './cases.ts';

const PAGE = fileURLToPath(new URL('../../docs/executed.md', import.meta.url));
const MARKERS = /(<!-- generated: tsx scripts\/kernels\/table\.ts -->\n)[^]*(<!-- end -->)/;

interface Measured {
  readonly shapes: readonly Shape[];
  readonly perElement: Instructions;
}

/** Runs a case twice, first to fill the backend's caches, and counts the second time. */
function measure({ kernel, per, prepare }: KernelCase, backend: ExecutedBackend): Measured {
  let measured: Measured | null = null;
  tf.tidy(() => {
    const run = prepare();
    run();
    const probe = backend.probe();
    const tracer = new Tracer({ models: [], reads: readsOf(FORMULAS), probe });
    const stop = tracer.start();
    try {
      run();
    } finally {
      stop();
    }
    const { calls, entries } = tracer.takePass();
    const counted = probe.collect();
    const [entry, second] = entries.filter(({ call }) => calls[call]!.kernel === kernel);
    if (entry === undefined || entry.calls !== 1 || second !== undefined)
      throw new Error(`The case of ${kernel} must run it once.`);
    const call = calls[entry.call]!;
    const elements = elementsOf(call, per);
    const executed = counted.get(entry.id)!;
    const perElement = Object.fromEntries(
      INSTRUCTIONS.map((kind) => [kind, executed[kind] / elements]),
    ) as Instructions;
    measured = { shapes: shapesOf(call), perElement };
  });
  return measured!;
}

const shapesOf = ({ inputs }: KernelCall): readonly Shape[] =>
  Object.values(inputs).flatMap((input) => (input === undefined ? [] : [input.shape]));

function elementsOf(call: KernelCall, per: KernelCase['per']): number {
  if (per === 'output') return sizeOf(call.outputs[0].shape);
  if (per === 'input') return sizeOf(shapesOf(call)[0]!);
  const formula = FORMULAS[call.kernel];
  if (formula?.state !== 'counted') throw new Error(`${call.kernel} is not counted.`);
  return countsOf(formula.work(call)).multiplyAdds;
}

const CASES = KERNEL_GROUPS.flatMap(({ cases }) => cases);

/** Every kernel that has a formula and is registered must be in the table. */
function checkComplete(): void {
  const shown = new Set(CASES.map(({ kernel }) => kernel));
  const missing = tf
    .getKernelsForBackend('wasm')
    .map(({ kernelName }) => kernelName)
    .filter((kernel) => FORMULAS[kernel]?.state === 'counted' && !shown.has(kernel));
  if (missing.length > 0) throw new Error(`No case for ${missing.join(', ')}.`);
}

/** All cases on one binary, with the tiles of x86 on any host, so that every machine prints the same. */
async function measureAll(simd: boolean): Promise<ReadonlyMap<KernelCase, Measured>> {
  const backend = await startExecuted({ simd, host: 'x86' });
  try {
    checkComplete();
    return new Map(CASES.map((kernelCase) => [kernelCase, measure(kernelCase, backend)]));
  } finally {
    await backend.stop();
  }
}

/** Two decimals; what rounds to 0 is bookkeeping once per call, and left out. */
const printed = (count: number): string => (count < 0.005 ? '' : String(Number(count.toFixed(2))));
const cells = ({ perElement }: Measured): string =>
  INSTRUCTIONS.map((kind) => printed(perElement[kind])).join(' | ');
const row = (...columns: readonly string[]): string => `| ${columns.join(' | ')} |`;

const HEAD = [
  row('kernel', 'inputs', 'per', 'binary', '×', '+ −', '÷', '√', 'min max', '< =', 'convert'),
  row('---', '---', '---', '---', ...INSTRUCTIONS.map(() => '--:')),
];

function rowsOf(kernelCase: KernelCase, simd: Measured, plain: Measured): readonly string[] {
  const { kernel, per, note } = kernelCase;
  const shapes = simd.shapes.map((shape) => `[${shape.join(',')}]`).join(' ');
  const inputs = [shapes, ...(note === undefined ? [] : [note])].filter(Boolean).join(', ');
  if (cells(simd) === cells(plain)) return [row(`\`${kernel}\``, inputs, per, 'both', cells(simd))];
  return [row(`\`${kernel}\``, inputs, per, 'SIMD', cells(simd)), row('', '', '', 'plain', cells(plain))];
}

await tf.setBackend('wasm');
const simd = await measureAll(true);
const plain = await measureAll(false);
const table = KERNEL_GROUPS.map(({ title, cases }) => {
  const rows = cases.flatMap((kernelCase) =>
    rowsOf(kernelCase, simd.get(kernelCase)!, plain.get(kernelCase)!),
  );
  return [`### ${title}\n`, ...HEAD, ...rows, ''].join('\n');
}).join('\n');

const old = readFileSync(PAGE, 'utf8');
if (!MARKERS.test(old)) throw new Error('docs/executed.md has no markers for the table.');
const raw = old.replace(MARKERS, (_, open: string, close: string) => `${open}\n${table}\n${close}`);
const text = await format(raw, { ...(await resolveConfig(PAGE)), filepath: PAGE });
if (!process.argv.includes('--check')) writeFileSync(PAGE, text);
else if (text !== old) {
  console.error('The table of docs/executed.md is out of date; run `npm run kernels`.');
  process.exitCode = 1;
}
