/**
 * @file Writes `src/fits/kernels.ts`: which kernels each backend registers, so that nobody needs to start one to know. What
 * is not installed here keeps the names that the file has.
 *
 *     npx tsx scripts/fits/kernels.ts
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import * as core from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { LACKING } from '../../src/fits/kernels.ts';
import { FORMULAS } from '../../src/formulas/table.ts';

const FILE = fileURLToPath(new URL('../../src/fits/kernels.ts', import.meta.url));

/** All that tfjs-core names, and those of them that a backend which is installed does not register. */
export function registered(): {
  readonly names: readonly string[];
  readonly lacking: ReadonlyMap<string, readonly string[]>;
} {
  const names = Object.keys(FORMULAS).toSorted();
  const lacking = new Map<string, readonly string[]>();
  for (const backend of Object.keys(LACKING)) {
    const has = new Set(core.getKernelsForBackend(backend).map(({ kernelName }) => kernelName));
    if (has.size > 0)
      lacking.set(
        backend,
        names.filter((name) => !has.has(name)),
      );
  }
  return { names, lacking };
}

async function write(): Promise<void> {
  const { names, lacking } = registered();
  const list = (backend: string): string =>
    (lacking.get(backend) ?? [...(LACKING[backend] ?? [])]).map((name) => `'${name}'`).join(', ');
  const text = `/** @file Which kernels the backends of tfjs 4.22 register: written by \`scripts/fits/kernels.ts\`. */

/** All that tfjs-core names. */
export const KERNEL_NAMES: ReadonlySet<string> = new Set([${names.map((name) => `'${name}'`).join(', ')}]);

/** By backend, those of them that it does not have. */
export const LACKING: Readonly<Record<string, ReadonlySet<string>>> = {
${Object.keys(LACKING)
  .map((backend) => `${backend}: new Set([${list(backend)}]),`)
  .join('\n')}
};
`;
  await writeFile(FILE, await format(text, { ...(await resolveConfig(FILE)), filepath: FILE }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await write();
