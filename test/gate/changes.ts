/** @file Changes to plant in a network, each with what the gate must say of it. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { Figure } from '../../src/core/changes.ts';
import type { Report } from '../../src/core/report.ts';
import { checkBudget, judge } from '../../src/gate/check.ts';
import { Hoard } from '../support/aside.ts';
import type { RandomSource } from '../support/random.ts';
import { channelsAt, profileOf, reportOf, type Kind, type Part } from './networks.ts';

export interface Planted {
  readonly says: string;
  /** Throws where the gate tells it wrongly. @param before the report of the network as it was */
  judge(before: Report): void | Promise<void>;
}

/** Plants in one network; `null` where it has no place for it. */
export type Plant = (parts: readonly Part[], random: RandomSource) => Planted | null;

function placeOf(parts: readonly Part[], { below }: RandomSource, isWanted: (part: Part) => boolean): number {
  const places = parts.flatMap((part, place) => (isWanted(part) ? [place] : []));
  return places.length === 0 ? -1 : places[below(places.length)]!;
}

const withPart = (parts: readonly Part[], place: number, change: Partial<Part>): readonly Part[] =>
  parts.map((part, i) => (i === place ? { ...part, ...change } : part));

interface Grown {
  readonly figure: Figure;
  readonly name: string;
  /** By how much the row grew, where that is a product of sizes. */
  readonly by?: number;
  readonly attribute?: string;
}

/** A breach of that figure names the layer, by how much and through what. */
function expectGrown(before: Report, after: Report, { figure, name, by, attribute }: Grown): void {
  const breach = checkBudget(after, {}, before).find((each) => each.figure === figure);
  expect(breach, `no breach of ${figure}`).toBeDefined();
  const row = breach!.rows.find((each) => each.name === name);
  expect(row, `${name} is not named`).toBeDefined();
  if (row!.row !== null) expect(name.split(' → ').at(-1)).toBe(after.layers[row!.row]!.path.join('.'));
  if (by !== undefined) expect(row!.actual - row!.before!).toBe(by);
  if (attribute !== undefined) expect(row!.attributes.map((each) => each.name)).toContain(attribute);
}

function expectPass(before: Report, after: Report): void {
  expect(checkBudget(after, {}, before)).toEqual([]);
}

const isKind =
  (...kinds: readonly Kind[]) =>
  ({ kind }: Part): boolean =>
    kinds.includes(kind);

const wider: Plant = (parts, random) => {
  const place = placeOf(parts, random, isKind('conv', 'dense'));
  const { kind, name, width = 1, kernel = 1, useBias = true } = parts[place]!;
  const more = 1 + random.below(4);
  const after = withPart(parts, place, { width: width + more });
  const by = kind === 'conv' ? more * (kernel * kernel * channelsAt(parts, place) + Number(useBias)) : null;
  return {
    says: `${name} is ${more} wider`,
    judge(before) {
      const attribute = kind === 'conv' ? 'filters' : 'units';
      const report = reportOf(after);
      expectGrown(before, report, {
        figure: 'parameters',
        name,
        attribute,
        ...(by === null ? {} : { by }),
      });
      expectGrown(before, report, { figure: 'multiplyAdds', name, attribute });
    },
  };
};

const largerKernel: Plant = (parts, random) => {
  const place = placeOf(parts, random, (part) => isKind('conv')(part) && part.padding === 'same');
  const { name, width = 1, kernel = 1 } = parts[place]!;
  const side = kernel + 2;
  const by = (side * side - kernel * kernel) * channelsAt(parts, place) * width;
  return {
    says: `${name} has a kernel of ${side}`,
    judge(before) {
      const report = reportOf(withPart(parts, place, { kernel: side }));
      expectGrown(before, report, { figure: 'parameters', name, by, attribute: 'kernel_size' });
      expectGrown(before, report, { figure: 'multiplyAdds', name, attribute: 'kernel_size' });
    },
  };
};

const shorterStride: Plant = (parts, random) => {
  const place = placeOf(parts, random, ({ stride }) => stride === 2);
  const { name } = parts[place]!;
  return {
    says: `${name} has a stride of 1`,
    judge: (before) =>
      expectGrown(before, reportOf(withPart(parts, place, { stride: 1 })), {
        figure: 'multiplyAdds',
        name,
        attribute: 'strides',
      }),
  };
};

const padded: Plant = (parts, random) => {
  const place = placeOf(parts, random, ({ padding }) => padding === 'valid');
  const { name } = parts[place]!;
  return {
    says: `${name} is padded`,
    judge: (before) =>
      expectGrown(before, reportOf(withPart(parts, place, { padding: 'same' })), {
        figure: 'multiplyAdds',
        name,
        attribute: 'padding',
      }),
  };
};

const inserted = (parts: readonly Part[], place: number, part: Part): readonly Part[] => [
  ...parts.slice(0, place),
  part,
  ...parts.slice(place),
];

const tiled: Plant = (parts, { below }) => {
  const after = inserted(parts, 1 + below(parts.length - 1), { kind: 'tile', name: 'planted' });
  return {
    says: 'a Tile is added',
    judge(before) {
      const report = reportOf(after);
      expectGrown(before, report, { figure: 'kernelCalls', name: 'planted', by: 1 });
      const [breach, ...more] = checkBudget(report, { noKernel: ['Tile'] });
      expect(breach).toMatchObject({ limit: 'noKernel', of: 'Tile', actual: 1, rows: [{ name: 'planted' }] });
      expect(more).toEqual([]);
    },
  };
};

const unknown: Plant = (parts, { below }) => {
  const after = inserted(parts, 1 + below(parts.length - 1), { kind: 'odd', name: 'planted' });
  return {
    says: 'an unknown kernel is added',
    judge(before) {
      const report = reportOf(after);
      expectGrown(before, report, { figure: 'unknownCalls', name: 'planted', by: 1 });
      expect(checkBudget(report, { noUnknown: true })).toMatchObject([
        { limit: 'noUnknown', actual: 1, rows: [{ name: 'planted' }] },
      ]);
      // Not known is not within a limit, however wide.
      expect(checkBudget(report, { maxMultiplyAdds: '1T' })).toMatchObject([{ actual: null }]);
    },
  };
};

const lostBias: Plant = (parts, random) => {
  const place = placeOf(parts, random, (part) => part.useBias === true && isKind('conv', 'dense')(part));
  if (place < 0) return null;
  const { name, width = 1 } = parts[place]!;
  return {
    says: `${name} loses its bias`,
    judge(before) {
      const after = reportOf(withPart(parts, place, { useBias: false }));
      expectPass(before, after);
      const less = judge(after, {}, before).less.find(({ figure }) => figure === 'parameters');
      expect(less!.before - less!.actual).toBe(width);
      expect(less!.rows.map((row) => row.name)).toEqual([name]);
      expect(less!.rows[0]!.attributes).toContainEqual({ name: 'use_bias', a: true, b: false });
    },
  };
};

const gainedBias: Plant = (parts, random) => {
  const place = placeOf(parts, random, ({ useBias }) => useBias === false);
  const { kind, name, width = 1 } = parts[place]!;
  const by = kind === 'depthwise' ? width * channelsAt(parts, place) : width;
  return {
    says: `${name} gets a bias`,
    judge: (before) =>
      expectGrown(before, reportOf(withPart(parts, place, { useBias: true })), {
        figure: 'parameters',
        name,
        by,
        attribute: 'use_bias',
      }),
  };
};

const deeper: Plant = (parts, random) => {
  const place = placeOf(parts, random, isKind('depthwise'));
  const { name } = parts[place]!;
  return {
    says: `${name} has a depth multiplier of 2`,
    judge: (before) =>
      expectGrown(before, reportOf(withPart(parts, place, { width: 2 })), {
        figure: 'multiplyAdds',
        name,
        attribute: 'depth_multiplier',
      }),
  };
};

const addedConvolution: Plant = (parts) => {
  const part: Part = { kind: 'conv', name: 'planted', width: 3, kernel: 1, useBias: false };
  const by = part.width! * 3;
  return {
    says: 'a convolution is added',
    judge: (before) =>
      expectGrown(before, reportOf(inserted(parts, 0, part)), { figure: 'parameters', name: 'planted', by }),
  };
};

const renamed: Plant = (parts, random) => {
  const place = random.below(parts.length);
  const { name } = parts[place]!;
  return {
    says: `${name} is renamed`,
    judge: (before) => expectPass(before, reportOf(withPart(parts, place, { name: 'another' }))),
  };
};

/** What was renamed is not named among what grew. */
const renamedBesideTile: Plant = (parts, random) => {
  const place = placeOf(parts, random, isKind('relu', 'norm', 'pool', 'flatten'));
  const { name } = parts[place]!;
  const tile: Part = { kind: 'tile', name: 'planted' };
  return {
    says: `${name} is renamed, and a Tile is added`,
    judge(before) {
      const after = inserted(withPart(parts, place, { name: 'another' }), parts.length, tile);
      const breach = checkBudget(reportOf(after), {}, before).find(({ figure }) => figure === 'kernelCalls');
      expect(breach?.rows.map((row) => row.name)).toEqual(['planted']);
    },
  };
};

const allRenamed: Plant = (parts) => ({
  says: 'all layers are renamed',
  judge: (before) =>
    expectPass(before, reportOf(parts.map((part, i) => ({ ...part, name: `${part.kind}_${i}_of_others` })))),
});

const renamedAndWider: Plant = (parts, random) => {
  const place = placeOf(parts, random, isKind('dense'));
  const { name, width = 1 } = parts[place]!;
  return {
    says: `${name} is renamed and wider`,
    judge: (before) =>
      expectGrown(before, reportOf(withPart(parts, place, { name: 'another', width: width + 1 })), {
        figure: 'parameters',
        name: `${name} → another`,
        attribute: 'units',
      }),
  };
};

const removed: Plant = (parts, random) => {
  const place = placeOf(parts, random, isKind('relu', 'norm'));
  const { name } = parts[place]!;
  return {
    says: `${name} is removed`,
    judge(before) {
      const after = reportOf(parts.filter((_, i) => i !== place));
      expectPass(before, after);
      const less = judge(after, {}, before).less.find(({ figure }) => figure === 'kernelCalls');
      expect(less!.rows.map((row) => row.name)).toEqual([name]);
    },
  };
};

/** As if read from files: two bytes a value, four in the layers that are named. */
function onDisk(report: Report, wide: readonly string[] = []): Report {
  const weights = report.weights.map((weight) => {
    const isWide = wide.includes(report.scopes[weight.scope]!.path.join('.'));
    return { ...weight, diskBytes: (isWide ? 4 : 2) * weight.shape.reduce((size, side) => size * side, 1) };
  });
  const diskBytes = weights.reduce((sum, weight) => sum + weight.diskBytes, 0);
  const memory = report.memory ?? {
    weightBytes: 0,
    peakBytes: 0,
    beforeBytes: 0,
    peakScope: 0,
    liveBytes: [],
  };
  return { ...report, weights, memory: { ...memory, diskBytes } };
}

const float32: Plant = (parts, random) => {
  const place = placeOf(parts, random, isKind('conv', 'dense'));
  const { name } = parts[place]!;
  return {
    says: `${name} is float32 in its file`,
    judge(before) {
      const values = before.layers.find(({ path }) => path.join('.') === name)!.parameters.total;
      const report = reportOf(parts);
      expectPass(onDisk(before), onDisk(report));
      expectGrown(onDisk(before), onDisk(report, [name]), { figure: 'diskBytes', name, by: 2 * values });
    },
  };
};

/** What each pass leaves behind, and the kernel that the gate must name. */
const LEAKS: readonly (readonly [kernel: string, make: (x: tf.Tensor) => tf.Tensor])[] = [
  ['Neg', (x) => tf.neg(x)],
  ['Square', (x) => tf.square(x)],
  ['Reshape', (x) => tf.reshape(x, [-1])],
  ['no kernel', () => tf.tensor1d([1, 2, 3])],
  ['no kernel', (x) => tf.variable(x)],
];

const leaked: Plant = (parts, { below, pick }) => {
  const [kernel, make] = pick(LEAKS);
  const hoard = new Hoard();
  const aside = (x: tf.Tensor): void => void hoard.keep(make(x));
  const after = inserted(parts, below(parts.length + 1), { kind: 'aside', name: 'planted', aside });
  return {
    says: `${kernel} leaks`,
    async judge() {
      const [before, report] = [await profileOf(parts), await profileOf(after)];
      hoard.end();
      expectGrown(before, report, { figure: 'leakedTensors', name: 'planted', by: 1 });
      expect(checkBudget(before, { maxLeakedTensors: 0, noFinding: ['leak'] })).toEqual([]);
      expect(checkBudget(report, { maxLeakedTensors: 1 })).toEqual([]);
      const breaches = checkBudget(report, { maxLeakedTensors: 0, noFinding: ['leak'] });
      expect(breaches).toMatchObject([
        { limit: 'maxLeakedTensors', actual: 1, rows: [{ name: `planted: ${kernel}`, actual: 1 }] },
        { limit: 'noFinding', of: 'leak', rows: [{ name: 'planted' }] },
      ]);
    },
  };
};

/** Kept once, or until the next pass: no leak. */
const cached: Plant = (parts, { below }) => {
  const hoard = new Hoard();
  const isState = below(2) === 0;
  let held: tf.Tensor | undefined;
  const aside = (x: tf.Tensor): void => {
    if (isState) {
      held?.dispose();
      held = undefined;
    }
    held ??= hoard.keep(tf.neg(x));
  };
  const after = inserted(parts, below(parts.length + 1), { kind: 'aside', name: 'planted', aside });
  return {
    says: isState ? 'a state is kept' : 'a result is cached',
    async judge() {
      const report = await profileOf(after);
      hoard.end();
      expect(checkBudget(report, { maxLeakedTensors: 0, noFinding: ['leak'] })).toEqual([]);
    },
  };
};

export const PLANTS: readonly Plant[] = [
  wider,
  largerKernel,
  shorterStride,
  padded,
  tiled,
  unknown,
  lostBias,
  gainedBias,
  deeper,
  addedConvolution,
  renamed,
  renamedBesideTile,
  allRenamed,
  renamedAndWider,
  removed,
  float32,
  leaked,
  cached,
];
