/**
 * @file The walls of the house: formulas and theory see core and themselves alone, so that their agreement is
 * evidence; the tracer knows no formula; core imports nothing; tfjs values come from tfjs-core wherever a bundle may
 * already be loaded.
 */
import { describe, expect, it } from 'vitest';
import { filesIn, importsOf } from './rooms/files.ts';
import { VIOLATIONS } from './rooms/planted.ts';
import {
  foldersNotPrefixes,
  FLOORS,
  hasAFloor,
  hasNoCircle,
  helpIsInstant,
  isNotLong,
  pointsDown,
  runsBesideBundles,
  seesWhatItMay,
} from './rooms/walls.ts';

const FILES = ['src', 'models', 'scripts', 'test'].flatMap(filesIn);

const WALLS = [
  ['see the rooms and packages that they may', seesWhatItMay],
  ['all have a floor', hasAFloor],
  ['see the floors below', pointsDown],
  ['load tfjs-core alone, outside cli, load, backends, web and models', runsBesideBundles],
  ['have no import circle between files', hasNoCircle],
  ['load little before a command is known', helpIsInstant],
  ['are folders where three files would share a prefix', foldersNotPrefixes],
  ['hold no file over 12 KB', isNotLong],
] as const;

describe('rooms', () => {
  it('are read: every room has files, and imports are found', () => {
    const shipped = FILES.filter(({ path }) => /^(src|models)\//.test(path));
    expect(shipped.length).toBeGreaterThan(300);
    for (const room of FLOORS.flat())
      expect(
        shipped.some(({ path }) => path.startsWith(room === 'models' ? 'models/' : `src/${room}/`)),
      ).toBe(true);
    const found = new Map(FILES.map(({ path, imports }) => [path, imports]));
    expect(found.get('src/core/ops.ts')).toContainEqual({
      target: 'src/core/errors.ts',
      isPackage: false,
      isTypeOnly: false,
      isDynamic: false,
    });
    expect(found.get('src/core/formula.ts')).toContainEqual({
      target: 'src/core/work.ts',
      isPackage: false,
      isTypeOnly: true,
      isDynamic: false,
    });
    expect(found.get('models/vgg.ts')).toContainEqual({
      target: '@tensorflow/tfjs',
      isPackage: true,
      isTypeOnly: false,
      isDynamic: false,
    });
  });

  it('are read: every kind of import', () => {
    const text = `import { a } from './a.ts';
import type { B } from '../b.ts';
import { type C, c } from './c.ts';
import {
  d,
} from '../../d.ts';
import './e.ts';
export * from './f.ts';
export type { G } from './g.ts';
const h = await import('./h.ts');
type I = import('./i.ts').I;
import * as tf from '@tensorflow/tfjs';
`;
    expect(importsOf('src/room/x.ts', text).map(({ target, isTypeOnly }) => [target, isTypeOnly])).toEqual([
      ['src/room/a.ts', false],
      ['src/b.ts', true],
      ['src/room/c.ts', false],
      ['d.ts', false],
      ['src/room/e.ts', false],
      ['src/room/f.ts', false],
      ['src/room/g.ts', true],
      ['src/room/h.ts', false],
      ['src/room/i.ts', false],
      ['@tensorflow/tfjs', false],
    ]);
  });

  it.each(WALLS)('%s', (_, wall) => {
    expect(wall(FILES)).toEqual([]);
  });
});

describe('walls', () => {
  it('name every planted violation', () => {
    const missed = VIOLATIONS.filter(
      ({ wall, plant, offender }) => !wall([...FILES, ...plant]).includes(offender),
    );
    console.log(`${VIOLATIONS.length - missed.length} of ${VIOLATIONS.length} planted violations caught`);
    expect(missed.map(({ offender }) => offender)).toEqual([]);
    expect(WALLS.filter(([, wall]) => VIOLATIONS.every((violation) => violation.wall !== wall))).toEqual([]);
  });
});
