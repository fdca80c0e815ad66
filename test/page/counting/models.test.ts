/** @file Models that are dropped on the page: counted there as `profile` counts them in Node, to the digit, row by row. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CountedOn } from '../../../src/core/counting-page.ts';
import type { Report } from '../../../src/core/report.ts';
import { fileWorkload } from '../../../src/load/workload.ts';
import { profile } from '../../../src/profile/profile.ts';
import { denseFiles, graphFiles, writeFiles } from '../../load/small-models.ts';
import { useBackend } from '../../support/backend.ts';
import { disagreements, whyNoChromium } from '../../support/chromium.ts';
import { noRealModels, realFolder, realReport, type RealModel } from '../../support/real-models.ts';
import { mustSkip } from '../../support/required.ts';
import { wrongTotals } from '../totals.ts';
import { answerTo, choose, dropFromDisk, openCounting, shownReport, type Counting } from './site.ts';

const REAL: readonly RealModel[] = ['blazeface-front', 'keras-mobilenet-v2-050-layers', 'hf-vit-ti16'];
const BACKENDS: readonly CountedOn[] = ['wasm', 'webgl'];
const ALL = REAL.flatMap((name) => BACKENDS.map((on) => [name, on] as const));
/** The quickest; TFJS_FLOPS_LARGE=1 takes all. */
const cases = process.env['TFJS_FLOPS_LARGE'] === '1' ? ALL : ALL.slice(0, 1);
if (cases.length < ALL.length) {
  const skipped = ALL.slice(cases.length).map(([name, on]) => `${name} on ${on}`);
  console.log(`skipped without TFJS_FLOPS_LARGE=1: ${skipped.join(', ')}`);
}

/** What does not depend on where it ran. */
const countsOf = ({ total, layers, inputs }: Report): object => ({
  inputs,
  total: [total.counted, total.theory, total.residual, total.parameters, total.bytes],
  layers: layers.map(({ path, calls, counted, theory, parameters, residual, outputs }) => ({
    path,
    calls,
    counted,
    theory,
    parameters,
    residual,
    outputs,
  })),
});

describe.skipIf(mustSkip('chromium', whyNoChromium()))('a dropped model', () => {
  let counting: Counting;
  let folder = '';
  beforeAll(async () => {
    counting = await openCounting();
    folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-'));
  });
  afterAll(async () => {
    await counting.close();
    await rm(folder, { recursive: true });
  });

  const report = async (path: string, on: CountedOn, runs: number): Promise<Report> => {
    const { page } = counting;
    await page.goto(counting.url);
    await choose(page, on, runs);
    expect(await answerTo(page, () => dropFromDisk(page, [path]))).toEqual([]);
    return shownReport(page);
  };

  it.skipIf(noRealModels).each(cases)('%s on %s has the counts of Node', async (name, on) => {
    const wanted = await realReport(name);
    const got = await report(realFolder(name), on, 1);
    expect(got.backend).toBe(on);
    expect(got.total.time?.meanMs).toBeGreaterThan(0);
    console.log(
      `${name} on ${on}: ${got.total.counted.multiplyAdds} multiply-adds, ${got.layers.length} rows`,
    );
    expect(countsOf(got)).toEqual(countsOf(wanted));
    expect(disagreements({ report: wanted, outputs: null }, { report: got, outputs: null })).toEqual([]);
    expect(await wrongTotals(counting.page, got)).toEqual([]);
    expect(counting.complaints).toEqual([]);
  });

  it('of two shards and more, and a graph, have them too; from shapes as well, which reads no other weights', async () => {
    for (const [name, files] of [
      ['dense', denseFiles()],
      ['graph', graphFiles()],
    ] as const) {
      const path = writeFiles(join(folder, name), files);
      await useBackend('cpu');
      const wanted = await profile(await fileWorkload(path), { runs: 0 });
      expect(wanted.total.counted.multiplyAdds).toBeGreaterThan(0);
      for (const on of ['wasm', 'shapes'] as const) {
        const got = await report(path, on, 0);
        expect(got.backend).toBe(on === 'shapes' ? 'shape' : on);
        expect(countsOf(got)).toEqual(countsOf(wanted));
        expect(got.environment).toMatchObject({
          model: `${name}/model.json`,
          runtime: expect.stringMatching(/^Chrome \d+$/) as string,
        });
      }
    }
    expect(counting.complaints).toEqual([]);
  });
});
