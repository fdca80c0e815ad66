/** @file The counts are of the model, not of the backend: cpu and wasm run and count the same, call by call. */
import { describe, expect, it } from 'vitest';
import { vit, zooWorkload } from '../../models/index.ts';
import { profile, type Report } from '../../src/index.ts';
import type { Profilable } from '../../src/session/session.ts';
import { useBackend } from '../support/backend.ts';

const classes = 10;

/** Only numbers and names: recipes build the model anew on each backend. */
const TARGETS: Readonly<Record<string, () => Profilable>> = {
  'mobilenet-v2 at 32 pixels': () => zooWorkload('mobilenet-v2', { imageSize: 32, classes }),
  'resnet18 at 32 pixels': () => zooWorkload('resnet18', { imageSize: 32, classes }),
  'a small ViT': () =>
    vit({ name: 'small', imageSize: 16, patch: 4, width: 12, heads: 3, depth: 2, classes, distilled: true }),
};

async function reportOn(backend: 'cpu' | 'wasm', target: () => Profilable): Promise<Report> {
  await useBackend(backend);
  const report = await profile(target(), { runs: 0 });
  expect(report.backend).toBe(backend);
  return report;
}

/** Every distinct call in its layer, with how often it ran and what it costs. */
const callsOf = ({ entries, scopes, calls, costs }: Report): readonly string[] =>
  entries
    .map((entry) =>
      JSON.stringify({
        path: scopes[entry.scope]!.path,
        ...calls[entry.call]!,
        calls: entry.calls,
        cost: costs[entry.call]!,
      }),
    )
    .toSorted((a, b) => (a < b ? -1 : 1));

const kernelsOf = ({ kernels }: Report): ReadonlySet<string> => new Set(kernels.map(({ kernel }) => kernel));

describe.each(Object.entries(TARGETS))('%s', (_, target) => {
  it('runs and counts the same on cpu and wasm', async () => {
    const cpu = await reportOn('cpu', target);
    const wasm = await reportOn('wasm', target);
    expect(kernelsOf(wasm)).toEqual(kernelsOf(cpu));
    expect(callsOf(wasm)).toEqual(callsOf(cpu));
    expect(wasm.total).toEqual(cpu.total);
    expect(wasm.total.residual).toBe(0);
    expect(wasm.total.agreeingRows).toBe(wasm.total.comparedRows);
    expect(wasm.total.comparedRows).toBeGreaterThan(0);
  });
});
