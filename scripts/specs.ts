/**
 * @file `npm run specs`: tfjs-core's own specs, which its package holds, on cpu and wasm: each ends under the trace as it
 * does without, be it a trace for each spec or one over all; and each kernel call gives what its shape rule says. Then
 * the specs on the shape backend itself.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { oneProgram } from './one-program.ts';
import type { Mode, Outcome, SuiteResult } from './specs/suite.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Beside the packages, where the bundle finds those that stay outside of it. */
const CACHE = join(ROOT, 'node_modules/.cache/tfjs-flops');

/** Specs that tfjs-core 4.22 holds for a backend: fewer run where a bundler drops modules that export nothing. */
const SPECS = { cpu: 4232, wasm: 4230 };

/** The wasm backend's loader is CommonJS. */
const COMMONJS = `
import { createRequire as requireOf } from 'node:module';
const require = requireOf(import.meta.url);
const __filename = import.meta.filename ?? new URL(import.meta.url).pathname;
const __dirname = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
`;

const bundle = (folder: string): Promise<string> =>
  oneProgram(
    'scripts/specs/suite.ts',
    { folder, name: 'suite.mjs' },
    {
      ssr: { noExternal: true, external: ['jasmine-core'] },
      build: { rolldownOptions: { treeshake: false, output: { banner: COMMONJS } } },
    },
  );

async function suite(script: string, backend: string, mode: Mode): Promise<SuiteResult> {
  const file = `${script}-${backend}-${mode}.json`;
  await promisify(execFile)(process.execPath, [script, backend, mode, file], { maxBuffer: 1 << 28 });
  return JSON.parse(await readFile(file, 'utf8')) as SuiteResult;
}

const told = ({ status, failures }: Outcome): string => [status, ...failures].join(': ').split('\n')[0]!;

/** The specs that ended otherwise, with how they ended. */
function differences(plain: readonly Outcome[], traced: readonly Outcome[]): readonly string[] {
  return Array.from({ length: Math.max(plain.length, traced.length) }, (_, i) => {
    const [a, b] = [plain[i], traced[i]];
    if (a === undefined || b === undefined)
      return `${(a ?? b)!.name}: ran only ${a ? 'without' : 'with'} the trace`;
    if (a.name !== b.name) return `${a.name}: in its place ran ${b.name}`;
    return JSON.stringify(a) === JSON.stringify(b) ? '' : `${a.name}: ${told(a)}, under the trace ${told(b)}`;
  }).filter((difference) => difference !== '');
}

/** Kernels that the specs register themselves have no rule. */
const OWN = ['MyKernel(', 'Kernel-complex('];
/**
 * Where the wasm backend of 4.22 goes its own way, and the rules with cpu's: its FloorDiv says float32, its Bincount gives
 * a rank of 2 (twice), and a slice may reach out of bounds.
 */
const QUIRKS: Readonly<Record<string, readonly string[]>> = {
  cpu: OWN,
  wasm: [
    ...OWN,
    'FloorDiv(a float32[4], b float32[4]; {}): float32[4]',
    'Bincount(x int32[7,10,1], weights float32[0]; {"size":256}): float32[7,256]',
    'Slice(x float32[4,3]; {"begin":[1,1],"size":[10,10]}): float32[10,10]',
  ],
};

/**
 * What counting without running does not do, by the beginning of a spec's name: nothing takes time, no image has values,
 * no index is looked at, values of more than 16,384 elements are not followed, and one sentence is ours.
 */
const FAILURES = [
  'time cpu shape {} simple upload',
  'fromPixels, mock canvas shape {} accepts a canvas-like element',
  'fromPixels, mock canvas shape {} accepts a canvas-like element, numChannels=4',
  'gather shape {} throws when index is out of bound',
  'randomNormal shape {} should return a int32 5D of random normal values',
  'randomStandardNormal shape {} should return a int32 5D of random standard normal values',
  'range shape {} should support large number for int32 dtype',
  'slice  shape {} ergonomics shape {} throws when begin is negative',
  'stringSplit shape {} large input does not cause an argument overflow',
];

/** tfjs looks for leaks after each kernel in its own tests alone, where its own ways of the engine are kept. */
const LEAN_FAILURES = [
  'Detects memory leaks in kernels shape {} Detects memory leak in a kernel',
  ...FAILURES,
];

/** The specs on the shape backend itself: those that fail are the list, and no other. */
async function onShapes(script: string): Promise<boolean> {
  const [plain, lean] = await Promise.all([suite(script, 'shape', 'plain'), suite(script, 'shape', 'lean')]);
  let isAsListed = true;
  for (const [words, { outcomes, faults }, listed] of [
    ['shape', plain, FAILURES],
    ['shape, with the ways of the engine that counting replaces', lean, LEAN_FAILURES],
  ] as const) {
    const of = (status: string): readonly string[] =>
      outcomes.filter((outcome) => outcome.status === status).map(({ name }) => name.trim());
    const failed = of('failed');
    const others = failed.filter((name) => !listed.includes(name));
    const passed = listed.filter((name) => !failed.includes(name));
    console.log(
      `${words}: ${outcomes.length} specs, ${of('passed').length} pass, ${failed.length} fail, ${of('pending').length} are pending; ` +
        `${others.length} fail that are not listed, ${faults.length} leave data on the cpu backend`,
    );
    for (const name of others) console.log(`    ${name}`);
    for (const name of passed) console.log(`    ${name}: is listed and passes`);
    for (const fault of faults) console.log(`    ${fault}`);
    const isWhole = outcomes.length === SPECS.wasm && of('passed').length > 0;
    if (!isWhole || others.length > 0 || passed.length > 0 || faults.length > 0) isAsListed = false;
  }
  return isAsListed;
}

let isSame = true;
await mkdir(CACHE, { recursive: true });
const folder = await mkdtemp(join(CACHE, 'specs-'));
try {
  const script = await bundle(folder);
  isSame = await onShapes(script);
  for (const [backend, expected] of Object.entries(SPECS)) {
    const [{ outcomes: plain }, each, all, rules] = await Promise.all([
      suite(script, backend, 'plain'),
      suite(script, backend, 'each'),
      suite(script, backend, 'all'),
      suite(script, backend, 'rules'),
    ]);
    const count = (status: string): number => plain.filter((outcome) => outcome.status === status).length;
    console.log(
      `${backend}: ${plain.length} specs, ${count('passed')} pass, ${count('failed')} fail, ${count('pending')} are pending`,
    );
    if (plain.length !== expected) {
      console.log(`  expected ${expected} specs`);
      isSame = false;
    }
    for (const [words, { outcomes, calls, faults }] of [
      ['a trace for each spec', each],
      ['one trace over all', all],
    ] as const) {
      const different = [...differences(plain, outcomes), ...faults];
      console.log(`  ${words}: ${calls} kernel calls, ${different.length} specs end otherwise`);
      for (const difference of different) console.log(`    ${difference}`);
      if (different.length > 0 || calls === 0) isSame = false;
    }
    const quirks = QUIRKS[backend] ?? [];
    const others = rules.faults.filter((fault) => !quirks.some((quirk) => fault.startsWith(quirk)));
    console.log(
      `  ${rules.calls} kernel calls, ${others.length} are not as their rules say, ${rules.faults.length - others.length} are quirks that are known`,
    );
    for (const fault of others) console.log(`    ${fault}`);
    if (others.length > 0 || rules.calls === 0) isSame = false;
  }
} finally {
  await rm(folder, { recursive: true });
}
process.exitCode = isSame ? 0 : 1;
