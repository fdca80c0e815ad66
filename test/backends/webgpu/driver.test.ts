/** @file Which Vulkan driver is taken: the caller's, the system's, or a software one. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chosenDriver, driversToTry, keepDriver, useDriver } from '../../../src/backends/webgpu/driver.ts';

const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
const withDriver = join(folder, 'with');
const without = join(folder, 'without');
mkdirSync(join(withDriver, 'vulkan/icd.d'), { recursive: true });
writeFileSync(join(withDriver, 'vulkan/icd.d/gpu.json'), '{}');
mkdirSync(join(without, 'vulkan/icd.d'), { recursive: true });
writeFileSync(join(without, 'vulkan/icd.d/README'), '');

/** `null` is what the loader finds by itself. */
const CASES: readonly (readonly [string, NodeJS.ProcessEnv, string | null, string | null])[] = [
  ['VK_DRIVER_FILES of the caller', { VK_DRIVER_FILES: '/a.json' }, null, 'VK_DRIVER_FILES=/a.json'],
  ['its older name', { VK_ICD_FILENAMES: '/a.json' }, null, 'VK_ICD_FILENAMES=/a.json'],
  ['our own variable', { TFJS_FLOPS_VULKAN_ICD: '/b.json' }, '/b.json', 'TFJS_FLOPS_VULKAN_ICD=/b.json'],
  [
    "the loader's variable before ours",
    { VK_DRIVER_FILES: '/a.json', TFJS_FLOPS_VULKAN_ICD: '/b.json' },
    null,
    'VK_DRIVER_FILES=/a.json',
  ],
  ["the system's driver first", { XDG_DATA_DIRS: `${without}:${withDriver}` }, null, null],
];

describe.skipIf(process.platform !== 'linux')('Vulkan drivers', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(CASES)('%s', (_, env, first, chosen) => {
    expect(driversToTry(env, true)[0]).toBe(first);
    expect(chosenDriver(env)).toBe(chosen);
  });

  it('variables that are empty choose nothing', () => {
    const env = {
      VK_DRIVER_FILES: '',
      VK_ICD_FILENAMES: '',
      TFJS_FLOPS_VULKAN_ICD: '',
      XDG_DATA_DIRS: without,
    };
    expect(chosenDriver(env)).toBeNull();
    expect(driversToTry(env)).toEqual(driversToTry({ XDG_DATA_DIRS: without }));
  });

  it('a software driver comes last beside a GPU, and first without one', () => {
    const [before, after] = [true, false].map((isGpuHere) =>
      driversToTry({ XDG_DATA_DIRS: withDriver }, isGpuHere),
    ) as [readonly (string | null)[], readonly (string | null)[]];
    expect(before.slice(1).every((file) => file !== null && /swiftshader/.test(file))).toBe(true);
    expect(after).toEqual([...before.slice(1), null]);
  });

  it("Mesa's software is left out beside a GPU only, and whatever is set is put back", () => {
    const names = ['VK_DRIVER_FILES', 'VK_LOADER_DRIVERS_DISABLE'];
    const values = (): (string | undefined)[] => names.map((name) => process.env[name]);
    const before = values();
    const putBack = keepDriver();
    useDriver(null, false);
    expect(values()).toEqual([undefined, before[1]]);
    useDriver('/a.json');
    expect(values()).toEqual(['/a.json', before[1]]);
    useDriver(null, true);
    expect(values()).toEqual([undefined, before[1] ?? '*lvp_icd*']);
    putBack();
    expect(values()).toEqual(before);
  });
});
