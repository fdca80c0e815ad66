/** @file Pages whose models run on wasm, webgl and webgpu: part of the tests of live pages, whose browser and site they share. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { expect, it } from 'vitest';
import { attach, type Attached } from '../../src/attach/attach.ts';
import { fileWorkload } from '../../src/load/index.ts';
import { profile } from '../../src/profile/profile.ts';
import { usualOf } from '../support/large.ts';
import type { Seen, Site } from './site.ts';
import { counted, inRoot, options } from './watching.ts';

export interface Here {
  readonly browser: Browser;
  readonly site: Site;
  readonly port: number;
}

/** Folders of the models that these pages run. */
export const ON_A_GPU = ['conv', 'loop-a', 'plain'];

/** What each model said last, when all have said something. */
export async function heard(
  { site }: Here,
  backend: string,
  models: readonly string[],
): Promise<ReadonlyMap<string, Seen>> {
  const names = models.map((model) => `${backend} ${model}`);
  site.takeSeen();
  const seen = new Map<string, Seen>();
  for (let looks = 0; seen.size < names.length && looks < 400; looks++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const each of site.takeSeen()) if (names.includes(each.name)) seen.set(each.name, each);
  }
  expect([...seen.keys()].toSorted()).toEqual(names);
  return seen;
}

async function checkCounts({ site }: Here, { reports, notes }: Attached): Promise<void> {
  expect(reports.map(({ model }) => model.replace('-net', '')).toSorted(), notes.join()).toEqual(ON_A_GPU);
  for (const report of reports) {
    const right = await profile(await fileWorkload(join(site.models, report.model.replace('-net', ''))), {
      runs: 0,
    });
    expect(counted(report), report.model).toEqual(counted(right));
    expect(report.total.residual, report.model).toBe(0);
    expect(inRoot(report), report.model).toBe(0);
  }
}

const CLOCKS = { webgl: 'query', webgpu: 'timestamp' } as const;

/** @param here asked when a test runs */
export function onBackends(here: () => Here): void {
  // Chromium 156 crashes a page that has a WebAssembly.Table where its heap is searched.
  it('that runs on wasm and hides its model is recorded, and goes on', async () => {
    const { browser, site, port } = here();
    const page = await browser.newPage();
    await page.goto(`${site.url}wasm.html`);
    const { reports, costs } = await attach(options({ port, url: `${site.url}wasm.html` }));
    expect(reports.map(({ model, backend, total }) => [model, backend, total.counted.multiplyAdds])).toEqual([
      ['dense-net', 'wasm', 10 * 11 + 11 * 3],
    ]);
    const [report] = reports;
    expect(costs).toMatchObject([{ model: 'dense-net', kernels: report?.total.calls }]);
    // A kernel that is watched takes longer, and not a tenth of a millisecond.
    expect(costs[0]!.ms).toBeGreaterThan(0);
    expect(costs[0]!.ms / costs[0]!.kernels).toBeLessThan(0.1);
    await heard(here(), 'wasm', ['dense']);
    await page.close();
  });

  it.each(usualOf('pages on a GPU', ['webgl', 'webgpu'], ['webgl']))(
    'that runs on %s has the counts of profile, times where they are asked for, and is left as it was',
    async (backend) => {
      const { browser, site, port } = here();
      const page = await browser.newPage();
      const url = `${site.url}${backend}.html`;
      await page.goto(url);
      await heard(here(), backend, ON_A_GPU);
      const before = await heard(here(), backend, ON_A_GPU);
      for (const times of usualOf(`times of pages on ${backend}`, ['none', 'of the GPU'], ['of the GPU'])) {
        const gpuTime = times === 'of the GPU';
        site.takeSeen();
        const result = await attach(options({ port, url, passes: 2, gpuTime }));
        const during = site.takeSeen().filter(({ name }) => before.has(name));
        await checkCounts(here(), result);
        for (const { model, environment, total } of result.reports) {
          expect(environment.clock, model).toBe(gpuTime ? CLOCKS[backend] : undefined);
          if (gpuTime) expect(total.time?.meanMs, model).toBeGreaterThan(0);
          else expect(total.time, model).toBeNull();
          expect(total.wall, model).toBeNull();
        }
        expect(during.length).toBeGreaterThan(0);
        for (const { name, sha } of during) expect(sha, name).toBe(before.get(name)!.sha);
        expect(await heard(here(), backend, ON_A_GPU)).toEqual(before);
      }
      await page.close();
    },
  );
}
