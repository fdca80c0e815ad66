/** @file `tfjs-flops replay`: what it prints is a module that `profile` counts to the same operations. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { countsOf } from '../../src/core/work.ts';
import { readReport } from '../../src/saved/read.ts';
import { writeReport } from '../../src/saved/write.ts';
import { profile } from '../../src/profile/profile.ts';
import { useBackend } from '../support/backend.ts';
import { narrowWorkload } from '../support/narrow-zoo.ts';
import { runHere } from './run.ts';

let folder: string;
let report: Report;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-replay-'));
  await useBackend('wasm');
  report = await profile(narrowWorkload('mobilenet-v2', { imageSize: 32, classes: 10 }), {
    runs: 0,
    executed: true,
  });
  await writeFile(at('report.json'), writeReport(report));
});
afterAll(() => rm(folder, { recursive: true }));

const replay = (...words: readonly string[]) => runHere(['replay', at('report.json'), ...words]);

describe('replay', () => {
  it('prints about fifteen lines that count to the same, executed adds too', async () => {
    const { code, out } = await replay('stem.conv');
    expect(code).toBe(0);
    expect(out.split('\n').length).toBeLessThan(25);
    // A module outside the project does not find tfjs by its name.
    const text = out.replace('"@tensorflow/tfjs"', JSON.stringify(import.meta.resolve('@tensorflow/tfjs')));
    await writeFile(at('conv.mjs'), text);
    const counted = await runHere(['profile', at('conv.mjs'), '--executed', '--runs', '0', '--json', '-']);
    expect(counted.err).toBe('');
    const replayed = readReport(counted.out);
    const index = report.calls.findIndex(({ kernel }) => kernel.endsWith('Conv2D'));
    const cost = report.costs[index]!;
    expect(cost.state).toBe('counted');
    expect(replayed.calls.map(({ kernel }) => kernel)).toEqual([report.calls[index]!.kernel]);
    if (cost.state === 'counted') expect(replayed.total.counted).toEqual(countsOf(cost.work));
    const [entry, ...others] = report.entries.filter(({ call }) => call === index);
    expect([entry!.calls, others.length]).toEqual([1, 0]);
    expect(replayed.entryExecuted).toEqual([report.entryExecuted[entry!.id]]);
  });

  it('takes the costliest call of a layer, says so, and takes a call by its number', async () => {
    const { out: whole } = await replay('stem');
    expect(whole).toMatch(/^\/\/ Run by stem, the costliest of its \d+ distinct calls \(call:\d+, /m);
    for (const word of ['call:1', 'call 1'])
      expect((await replay(word)).out).toContain(`// ${report.calls[1]!.kernel}, call 1 of `);
  });

  it('writes a file whole', async () => {
    const { code, out } = await replay('call:0', '--out', at('zero.mjs'));
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(await readFile(at('zero.mjs'), 'utf8')).toContain('export default () => tf.engine().runKernel(');
  });

  it.each([
    ['call:9999', /ran \d+ distinct calls, and none is call:9999. Take one of call:0 to call:\d+/],
    ['stem.cnv', /no layer "stem\.cnv"\. Did you mean stem\.conv\?/],
  ])('refuses %s in a sentence', async (word, said) => {
    const { code, err } = await replay(word);
    expect(code).toBe(2);
    expect(err).toMatch(said);
    expect(err.trim().split('\n').length).toBe(1);
  });

  it('is safe from what a report calls its parts', async () => {
    const named = <T extends { readonly kernel: string }>(of: T): T =>
      of.kernel === report.calls[0]!.kernel ? { ...of, kernel: 'Add"\n);evil();//' } : of;
    const calls = report.calls.map((call, i) =>
      named(i === 0 ? { ...call, inputs: { '__proto__"': call.outputs[0] } } : call),
    );
    const hostile = { ...report, model: 'a\nevil()', calls, kernels: report.kernels.map(named) };
    await writeFile(at('hostile.json'), writeReport(hostile));
    const { code, err } = await runHere(['replay', at('hostile.json'), 'call:0']);
    expect(code).toBe(2);
    expect(err).toMatch(/cannot be replayed: its attributes are not known here/);
    const { out } = await runHere(['replay', at('hostile.json'), 'call:1']);
    expect(out).not.toMatch(/^evil/m);
  });
});
