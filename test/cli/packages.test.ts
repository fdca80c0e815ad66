/** @file Which packages of tfjs a count of files loads: those that the file needs, and no backend. */
import { describe, expect, it } from 'vitest';
import { ZOO_NAMES } from '../../models/names.ts';
import { ZOO } from '../../models/zoo.ts';
import { filesOf, inFolder } from '../load/graphs/build.ts';
import { GRAPHS } from '../shape/graphs.ts';
import { run } from './process.ts';

/** Each once, in the order in which they are required. */
function required(words: readonly string[]): readonly string[] {
  const { err } = run(words, { NODE_DEBUG: 'module' });
  const loads = err.matchAll(/load ".*node_modules\/@tensorflow\/([^/"]+)\//g);
  return [...new Set(Array.from(loads, ([, name]) => name!))];
}

const layers = (className: string, config: object) => ({
  json: {
    format: 'layers-model',
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name: 'net',
        layers: [
          {
            class_name: className,
            config: { name: 'first', batch_input_shape: [null, 4, 6], dtype: 'float32', ...config },
          },
        ],
      },
    },
    weightsManifest: [],
  },
  shards: new Map<string, Uint8Array<ArrayBuffer>>(),
});

describe('counting files', () => {
  it('loads core and layers for a layers model', async () => {
    await inFolder(layers('Dense', { units: 5, activation: 'linear', use_bias: true }), async (folder) => {
      expect(required(['count', folder])).toEqual(['tfjs-core', 'tfjs-layers']);
    });
  });

  it('loads the cpu backend for a graph that computes shapes, and no other one', async () => {
    await inFolder(filesOf(GRAPHS['Shape, StridedSlice, Pack, Reshape, MatMul']!), async (folder) => {
      const packages = required(['count', folder]);
      expect(packages).toEqual(expect.arrayContaining(['tfjs-core', 'tfjs-converter', 'tfjs-backend-cpu']));
      expect(packages).not.toContain('tfjs');
      expect(packages).not.toContain('tfjs-backend-webgl');
    });
  });

  it('loads the zoo where a file has one of its layers', async () => {
    const [heads, headWidth, tokens] = [2, 1, 4];
    await inFolder(layers('AttentionScores', { heads, headWidth }), async (folder) => {
      const { code, out, err } = run(['count', folder]);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(new RegExp(`^Total .* ${heads * tokens * tokens * headWidth} `, 'm'));
    });
  });

  it('knows the names of the zoo without it', () => {
    expect(ZOO_NAMES).toEqual(ZOO.map(({ name }) => name));
  });
});
