/** @file Models of one's own on the command line: files, modules, and what is wrong with them. */
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from '../../src/cli/parse.ts';
import { profile } from '../../src/cli/commands/profile.ts';
import { workloadOf } from '../../src/cli/running/node.ts';
import { wordsOf } from '../../src/cli/words.ts';
import { sentenceOf } from '../../src/core/errors.ts';
import { TfjsFlopsError } from '../../src/index.ts';
import { artifactsOf, FLOAT, matMul, placeholder } from '../support/graph-def.ts';
import { useBackend } from '../support/backend.ts';
import { saveModel, writeModel } from '../support/save-model.ts';
import { runHere } from './run.ts';

const [B, I, H, O] = [1, 6, 4, 3];
let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-own-'));
  const tf = await useBackend('cpu');
  await saveModel(
    at('layers'),
    tf.sequential({
      layers: [
        tf.layers.dense({ name: 'hidden', units: H, inputShape: [I] }),
        tf.layers.dense({ name: 'out', units: O }),
      ],
    }),
  );
  const graph = artifactsOf({
    nodes: [
      placeholder('x', [-1, -1]),
      matMul('net/fc1/MatMul', 'x', 'W1'),
      { name: 'net/fc1/Relu', op: 'Relu', input: ['net/fc1/MatMul'], attr: FLOAT },
      {
        name: 'net/mix/einsum/Einsum',
        op: 'Einsum',
        input: ['net/fc1/Relu', 'W2'],
        attr: { ...FLOAT, N: { i: '2' }, equation: { s: Buffer.from('bi,io->bo').toString('base64') } },
      },
    ],
    weights: [
      { name: 'W1', shape: [I, H], dtype: 'float32', values: Array.from({ length: I * H }, () => 1) },
      { name: 'W2', shape: [H, O], dtype: 'float32', values: Array.from({ length: H * O }, () => 1) },
    ],
  });
  await writeModel(at('graph'), graph);
  await mkdir(at('empty'));
  await writeFile(
    at('step.mjs'),
    `import * as tf from ${JSON.stringify(import.meta.resolve('@tensorflow/tfjs'))};
const w = tf.ones([${I}, ${H}]);
export const inputs = { x: [${B}, ${I}] };
export default (x) => tf.matMul(x, w);
export const dispose = () => w.dispose();
`,
  );
  await writeFile(at('throws.mjs'), "export default () => { throw new TypeError('no weights yet'); };\n");
  await writeFile(at('breaks.mjs'), "throw new Error('no such file');\n");
  await writeFile(at('never.mjs'), 'export default () => new Promise(() => {});\n');
  await writeFile(at('number.mjs'), 'export default 42;\n');
  await writeFile(at('nothing.mjs'), 'export const answer = 42;\n');
});
afterAll(() => rm(folder, { recursive: true }));

interface Saved {
  readonly backend: string;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly total: { readonly counted: { readonly multiplyAdds: number }; readonly residual: number | null };
}

async function profileToJson(words: readonly string[]): Promise<Saved> {
  const { code, out, err } = await runHere(['profile', ...words, '--runs', '0', '--json', '-']);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as Saved;
}

describe('profile', () => {
  it('takes a layers model from its folder, also without its weights', async () => {
    expect((await profileToJson([at('layers')])).total).toMatchObject({
      counted: { multiplyAdds: B * (I * H + H * O) },
      residual: 0,
    });
    await rm(at('layers/group1-shard1of1.bin'));
    const batch = 5;
    const { total } = await profileToJson([
      at('layers/model.json'),
      '--no-weights',
      '--batch',
      String(batch),
    ]);
    expect(total).toMatchObject({ counted: { multiplyAdds: batch * (I * H + H * O) }, residual: 0 });
  });

  it('takes a graph model, its open sizes from --input; cpu where wasm has no such kernel, and says so', async () => {
    const report = await profileToJson([at('graph'), '--input', `x=2x${I}`]);
    expect(report.backend).toBe('cpu');
    expect(report.environment['refused']).toBe('The wasm backend has no kernel Einsum');
    expect(report.total).toMatchObject({ counted: { multiplyAdds: 2 * (I * H + H * O) }, residual: 0 });
    const { out } = await runHere(['profile', at('graph'), '--input', `2x${I}`, '--runs', '0']);
    expect(out).toContain('The wasm backend has no kernel Einsum');
  });

  it('computes the outputs that are named, and no others', async () => {
    const report = await profileToJson([at('graph'), '--input', `x=2x${I}`, '--outputs', 'net/fc1/Relu']);
    expect(report.backend).toBe('wasm');
    expect(report.total.counted.multiplyAdds).toBe(2 * I * H);
  });

  it("takes a module's function, called with what the module says", async () => {
    expect((await profileToJson([at('step.mjs')])).total.counted.multiplyAdds).toBe(B * I * H);
  });

  it('explains a node of a graph, and a saved report of it', async () => {
    const words = ['why', at('graph'), 'fc1/MatMul', '--input', `x=2x${I}`];
    expect((await runHere([...words, '--outputs', 'net/fc1/Relu'])).out).toContain(`= ${2 * I * H}`);
    await runHere([
      'profile',
      at('graph'),
      '--input',
      `x=2x${I}`,
      '--runs',
      '0',
      '--json',
      at('report.json'),
    ]);
    expect(await readFile(at('report.json'), 'utf8')).toContain('"schemaVersion":1');
    expect((await runHere(['why', at('report.json'), 'fc1/MatMul'])).out).toContain(`= ${2 * I * H}`);
  });
});

/** What is typed, and what the one sentence must name. */
const MISTAKES: readonly (readonly [words: () => readonly string[], sentence: RegExp])[] = [
  [() => [at('empty')], /model\.json/],
  [() => [at('nowhere/model.json')], /nowhere/],
  [() => [at('graph')], /"x" is \[\?,\?\].*--input x=/],
  [() => [at('graph'), '--input', 'x=2xsix'], /--input x=2xsix is not/],
  [() => [at('graph'), '--input', `y=2x${I}`], /no input "y"/],
  [() => [at('graph'), '--input', `x=2x${I}`, '--input', `x=3x${I}`], /x is given twice/],
  [() => [at('graph'), '--input', `x=2x${I}:int32`], /float32, got int32/],
  [() => [at('graph'), '--input', `x=2x${I}`, '--outputs', 'net/fc9'], /no node "net\/fc9"/],
  [() => [at('graph'), '--no-weights'], /--no-weights does not apply/],
  [() => [at('layers')], /group1-shard1of1\.bin.*--no-weights/],
  [() => [at('layers'), '--no-weights', '--image-size', '64'], /--image-size does not apply/],
  [() => [at('layers'), '--no-weights', '--outputs', 'hidden'], /--outputs names nodes of a graph/],
  [() => [at('nothing.mjs')], /no default export/],
  [() => [at('number.mjs')], /the default export of .*number\.mjs is 42, no model and no function\./],
  [() => [at('missing.mjs')], /is no file/],
  [() => [at('breaks.mjs')], /breaks\.mjs failed while it was imported: no such file\./],
  [() => ['mobilenet-v2', '--no-weights'], /--no-weights does not apply to mobilenet-v2/],
];

describe('mistakes', () => {
  it.each(MISTAKES.map(([words, sentence]) => ({ words, sentence })))(
    'are reported in one sentence: $sentence',
    async ({ words, sentence }) => {
      const tensors = (await useBackend('cpu')).memory().numTensors;
      const opened = async (): Promise<unknown> => {
        const invocation = parse(['profile', ...words()]);
        if (invocation.kind !== 'run') throw new Error(invocation.kind);
        return (await workloadOf(invocation.operands[0]!, invocation.flags)).open();
      };
      const error = await opened().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(TfjsFlopsError);
      const said = sentenceOf(error as TfjsFlopsError, wordsOf(profile.flags));
      expect(said).toMatch(sentence);
      expect(said).not.toContain('\n');
      expect((await useBackend('cpu')).memory().numTensors).toBe(tensors);
    },
  );

  it('end the command with 2, nothing on stdout and one line on stderr', async () => {
    const refused = [at('graph'), '--input', `x=2x${I}`, '--backend', 'wasm'];
    for (const [words, sentence] of [
      [[at('graph')], /^error: .*"x" is .*\n$/],
      [
        [at('graph'), '--json', join(at('graph'), 'model.json')],
        /^error: --json .*model\.json is what .*graph is read from\. Give another FILE\.\n$/,
      ],
      [
        [at('throws.mjs'), '--html', at('throws.mjs')],
        /^error: --html .* is what .*throws\.mjs is read from\..*\n$/,
      ],
      [[at('throws.mjs')], /^error: .*throws\.mjs failed while it ran: no weights yet\..*\n$/],
      [[at('never.mjs'), '--timeout', '1'], /^error: --timeout 1 is over before .*more seconds.*\n$/],
      [refused, /^error: The wasm backend has no kernel Einsum\. .*--backend cpu.*\n$/],
    ] as const) {
      const { code, out, err } = await runHere(['profile', ...words]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(sentence);
    }
  });
});
