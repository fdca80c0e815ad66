/** @file Layers changed, added, removed and renamed. */
import { expect } from 'vitest';
import { checkBudget, judge } from '../../../src/gate/check.ts';
import { channelsAt, reportOf, type Part } from '../networks.ts';
import { expectGrown, expectPass, inserted, isKind, placeOf, withPart, type Plant } from './plant.ts';

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

export const LAYERS: readonly Plant[] = [
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
];
