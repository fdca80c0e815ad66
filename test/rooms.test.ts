/**
 * @file The walls of the house: formulas and theory see core and themselves alone, so that their agreement is
 * evidence; the tracer knows no formula; core imports nothing; tfjs values come from tfjs-core wherever a bundle may
 * already be loaded.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

interface Import {
  readonly file: string;
  readonly room: string;
  /** A path below `src`, or a package. */
  readonly target: string;
  readonly isTypeOnly: boolean;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\(\s*'([^']+)'\s*\)/g;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, type, from, dynamic]) => {
    const specifier = from ?? dynamic ?? '';
    // `import { type A }` still loads the module under verbatimModuleSyntax.
    const isTypeOnly = type !== undefined;
    const target = specifier.startsWith('.') ? relative('.', join(dirname(file), specifier)) : specifier;
    return { file, room: file.split('/')[0] ?? '', target, isTypeOnly };
  });
}

const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const IMPORTS = FILES.flatMap(importsOf);
const offenders = (rooms: readonly string[], isAllowed: (found: Import) => boolean): string[] =>
  IMPORTS.filter((found) => rooms.includes(found.room) && !isAllowed(found)).map(
    ({ file, target }) => `${file} imports ${target}`,
  );
const goesTo =
  (...rooms: readonly string[]) =>
  ({ target }: Import): boolean =>
    rooms.some((room) => target.startsWith(`${room}/`));

/** From the ground up: a room sees itself and the floors below. `cli` and `web`, the page, are the roof. */
const FLOORS: readonly (readonly string[])[] = [
  ['core'],
  [
    'patch',
    'formulas',
    'theory',
    'textbook',
    'tiles',
    'executed',
    'timing',
    'reconcile',
    'findings',
    'report',
  ],
  ['trace', 'backends'],
  ['session'],
  ['profile'],
  ['compare', 'load'],
  ['validate'],
  ['cli', 'web'],
];

const isPackage = ({ target }: Import): boolean => !target.includes('/') || /^(@|node:)/.test(target);

const mayRunBesideBundles = ({ target, isTypeOnly }: Import): boolean =>
  !target.startsWith('@tensorflow/') || target === '@tensorflow/tfjs-core' || isTypeOnly;

describe('rooms', () => {
  it('are read: every room has files, and imports are found', () => {
    const rooms = new Set(FILES.map((file) => file.split('/')[0]));
    for (const room of ['core', 'formulas', 'theory', 'trace', 'reconcile']) expect(rooms).toContain(room);
    expect(IMPORTS).toContainEqual(
      expect.objectContaining({ file: 'core/ops.ts', target: 'core/errors.ts', isTypeOnly: false }),
    );
    expect(IMPORTS).toContainEqual(
      expect.objectContaining({ file: 'core/formula.ts', target: 'core/work.ts', isTypeOnly: true }),
    );
  });

  it('core imports nothing', () => {
    expect(offenders(['core'], goesTo('core'))).toEqual([]);
  });

  it('the columns see core and themselves, never one another', () => {
    for (const room of ['formulas', 'theory', 'tiles', 'executed', 'trace', 'timing'])
      expect(offenders([room], (found) => isPackage(found) || goesTo('core', room)(found))).toEqual([]);
    for (const room of ['formulas', 'theory', 'tiles'])
      expect(offenders([room], goesTo('core', room))).toEqual([]);
  });

  it('arrows point down: a room imports itself and the floors below', () => {
    const floorOf = (room: string): number => FLOORS.findIndex((floor) => floor.includes(room));
    expect(IMPORTS.filter(({ room }) => room !== 'index.ts' && floorOf(room) < 0)).toEqual([]);
    const pointsDown = (found: Import): boolean => {
      const room = found.target.split('/')[0]!;
      const goesOut = isPackage(found) || found.target.startsWith('..');
      return goesOut || room === found.room || floorOf(room) < floorOf(found.room);
    };
    expect(offenders(FLOORS.flat(), pointsDown)).toEqual([]);
  });

  it('tfjs values come from tfjs-core outside cli, load, backends and web', () => {
    const open = new Set(['cli', 'load', 'backends', 'web']);
    const rooms = [...new Set(IMPORTS.map(({ room }) => room))].filter((room) => !open.has(room));
    expect(offenders(rooms, mayRunBesideBundles)).toEqual([]);
  });
});
