/**
 * @file A replay executes in the wasm backend as many additions as the same call did in the model. Large
 * tests ask it of all real models and of the zoo's networks in full width too.
 */
import { describe, expect, it } from 'vitest';
import { zooWorkload } from '../../models/index.ts';
import type { Report } from '../../src/core/report.ts';
import type { Workload } from '../../src/core/workload.ts';
import { replayModule } from '../../src/replay/module.ts';
import { isLarge, usualOf } from '../support/large.ts';
import { narrowWorkload } from '../support/narrow-zoo.ts';
import { noRealModels, REAL_MODELS, realWorkload } from '../support/real-models.ts';
import { executedReplays, executedReport } from './executed.ts';

const NETWORKS = ['mobilenet-v2', 'resnet50', 'deit-ti16-distilled'];
const models = usualOf('replays of real models', REAL_MODELS, ['blazeface-front', 'emotion', 'hf-bert-tiny']);

/** Whose work depends on their data, or on the call before. */
const MEASURED = new Set(['Erf', 'Exp', 'ResizeBilinear']);

async function expectEqual(workload: Workload): Promise<void> {
  const report = await executedReport(workload);
  const { compared, adds, wrong, measured } = await executedReplays(report);
  expect(wrong).toEqual([]);
  expect([...measured.keys()].filter((kernel) => !MEASURED.has(kernel))).toEqual([]);
  const left = report.calls.filter(({ kernel }) => measured.has(kernel)).length;
  expect(compared).toBe(report.calls.length - left);
  expect(compared).toBeGreaterThan(20);
  expect(adds).toBeGreaterThan(100_000);
}

const narrow = (name: string): Workload => narrowWorkload(name, { imageSize: 32, classes: 10 });

describe('every distinct call executes as many adds alone as in the model', () => {
  it.each(NETWORKS)('narrow %s', (name) => expectEqual(narrow(name)));

  it.runIf(isLarge).each(NETWORKS)('%s', (name) => expectEqual(zooWorkload(name)));

  it.skipIf(noRealModels).each(models)('%s', async (name) => expectEqual(await realWorkload(name)));
});

describe('a planted difference is seen', () => {
  /** The last size of the second input, a filter or matrix, twice: one more could lie in a tile that is computed anyway. */
  const wider = (text: string): string =>
    text.replace(/\d+(?=\], 0, 1, "float32", 3\))/, (size) => String(2 * Number(size)));

  it('a filter or matrix that is twice as wide, in each of them', async () => {
    const report = await executedReport(narrow('mobilenet-v2'));
    const products = report.calls.flatMap(({ kernel }, call) =>
      /Conv2D|DepthwiseConv|MatMul/.test(kernel) ? [call] : [],
    );
    expect(products.length).toBeGreaterThan(25);
    const { wrong } = await executedReplays(report, (call) => wider(replayModule(report, call)));
    expect(wrong.map((line) => Number.parseInt(line, 10))).toEqual(expect.arrayContaining(products));
  });

  it('one add more in any call of the model', async () => {
    const report = await executedReport(narrow('deit-ti16-distilled'));
    const more: Report = {
      ...report,
      entryExecuted: report.entryExecuted.map((each, id) => ({
        ...each,
        adds: each.adds + report.entries[id]!.calls,
      })),
    };
    const { compared, wrong } = await executedReplays(more);
    expect(wrong.length).toBe(compared);
  });
});
