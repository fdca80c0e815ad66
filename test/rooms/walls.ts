/** @file The walls of the house: pure functions of the files, each of which names what stands against it. */
import { roomOf, type Import, type SourceFile } from './files.ts';

/** The offenders among the files, a sentence each; imports of types count as all others do. */
export type Wall = (files: readonly SourceFile[]) => readonly string[];

const TFJS_CORE = '@tensorflow/tfjs-core';

/** Rooms and packages that a room imports besides itself. Rooms above these may see all floors below. */
export const SEES: Readonly<Record<string, readonly string[]>> = {
  core: [],
  patch: [],
  // The columns, which are evidence for one another only as long as they share nothing but types.
  formulas: ['core'],
  theory: ['core'],
  textbook: ['core'],
  tiles: ['core'],
  // The reader's own formula: nothing but its parser.
  algebra: ['core', 'jsep'],
  // Formulas held against a report's data: the judge is no witness.
  trial: ['core', 'textbook', 'algebra'],
  executed: ['core', TFJS_CORE],
  trace: ['core', 'patch', TFJS_CORE],
  shape: ['core', 'patch', TFJS_CORE],
  // What is made of a report's data, and nothing else.
  reconcile: ['core'],
  findings: ['core'],
  fits: ['core'],
  report: ['core'],
  saved: ['core'],
  diff: ['core'],
  replay: ['core'],
  export: ['core'],
  timing: ['core', TFJS_CORE],
  models: ['core', '@tensorflow/tfjs'],
};

/** Rooms of this project that a room imports besides itself; any package. */
export const SEES_ROOMS: Readonly<Record<string, readonly string[]>> = {
  backends: ['core', 'patch', 'timing'],
  // What is drawn of a report, by rooms that see its data alone; the textbook's verdicts and trials come from `trial`.
  page: ['core', 'report', 'export', 'saved', 'diff', 'trial'],
};

/** From the ground up: a room sees itself and the floors below. */
export const FLOORS: readonly (readonly string[])[] = [
  ['core', 'patch'],
  [
    'formulas',
    'theory',
    'textbook',
    'algebra',
    'tiles',
    'executed',
    'trace',
    'shape',
    'timing',
    'reconcile',
    'findings',
    'fits',
    'report',
    'saved',
    'diff',
    'replay',
    'export',
    'models',
  ],
  ['backends', 'session', 'trial'],
  ['profile', 'page'],
  ['compare', 'load', 'gate', 'sweep', 'live'],
  ['validate', 'attach'],
  ['cli', 'web'],
];

/** Rooms that load tfjs themselves; all others run beside a copy that a bundle may have loaded already. */
const LOADS_TFJS: ReadonlySet<string> = new Set(['cli', 'web', 'load', 'backends', 'models']);

const MAX_BYTES = 12 * 1024;
const MAX_OF_A_PREFIX = 2;

type IsAllowed = (file: SourceFile, found: Import) => boolean;

const importing =
  (isAllowed: IsAllowed): Wall =>
  (files) =>
    files.flatMap((file) =>
      file.imports
        .filter((found) => !isAllowed(file, found))
        .map(({ target }) => `${file.path} imports ${target}`),
    );

/** The files of `src` and `models`: what is shipped. */
const isShipped = ({ path }: SourceFile): boolean => /^(src|models)\//.test(path);
const shipped =
  (wall: Wall): Wall =>
  (files) =>
    wall(files.filter(isShipped));

const sees = (table: Readonly<Record<string, readonly string[]>>, room: string, found: Import): boolean => {
  const seen = table[room];
  if (seen === undefined) return true;
  const target = found.isPackage ? found.target : roomOf(found.target);
  return target === room || seen.includes(target);
};

export const seesWhatItMay: Wall = shipped(
  importing(
    ({ path }, found) =>
      sees(SEES, roomOf(path), found) && (found.isPackage || sees(SEES_ROOMS, roomOf(path), found)),
  ),
);

const floorOf = (room: string): number => FLOORS.findIndex((floor) => floor.includes(room));

export const pointsDown: Wall = shipped(
  importing(({ path }, { target, isPackage }) => {
    const room = roomOf(path);
    if (isPackage || room === 'index.ts' || roomOf(target) === room) return true;
    return floorOf(roomOf(target)) >= 0 && floorOf(roomOf(target)) < floorOf(room);
  }),
);

export const hasAFloor: Wall = shipped((files) =>
  files
    .filter(({ path }) => path !== 'src/index.ts' && floorOf(roomOf(path)) < 0)
    .map(({ path }) => `${path} is in no room`),
);

export const runsBesideBundles: Wall = shipped(
  importing(
    ({ path }, { target, isTypeOnly }) =>
      LOADS_TFJS.has(roomOf(path)) ||
      isTypeOnly ||
      target === TFJS_CORE ||
      !target.startsWith('@tensorflow/'),
  ),
);

type Reach = (path: string) => ReadonlySet<string>;

/** The files that a file's imports lead to; itself only where they lead back. */
function reachIn(files: readonly SourceFile[]): Reach {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const known = new Map<string, ReadonlySet<string>>();
  return (path) => {
    const reached = new Set<string>();
    const visit = (from: string): void => {
      for (const { target } of byPath.get(from)?.imports ?? []) {
        if (reached.has(target)) continue;
        reached.add(target);
        visit(target);
      }
    };
    if (!known.has(path)) visit(path);
    known.set(path, known.get(path) ?? reached);
    return known.get(path)!;
  };
}

export const hasNoCircle: Wall = shipped((files) => {
  const reach = reachIn(files);
  const circles = files
    .filter(({ path }) => reach(path).has(path))
    .map(({ path }) => [...reach(path)].filter((other) => reach(other).has(path)).toSorted());
  return [...new Set(circles.map((circle) => `import circle: ${circle.join(', ')}`))];
});

/** What a command line may load before its command is known, outside its own room: --help, and saved reports, are instant. */
const LIGHT: ReadonlySet<string> = new Set([
  'core',
  'src/backends/names.ts',
  'src/backends/chromium/task.ts',
  'src/gate/limit.ts',
  'src/gate/time.ts',
  'src/report/options.ts',
  'src/report/paint.ts',
]);

const MAIN = 'src/cli/main.ts';

export const helpIsInstant: Wall = (files) => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set([MAIN]);
  const heavy: string[] = [];
  for (const path of seen)
    for (const { target, isPackage, isTypeOnly, isDynamic } of byPath.get(path)?.imports ?? []) {
      // What the program itself asks for it asks for at once.
      if (isTypeOnly || (isDynamic && path !== MAIN) || target.startsWith('node:')) continue;
      const room = isPackage ? target : roomOf(target);
      if (room === 'cli' || LIGHT.has(room) || LIGHT.has(target)) seen.add(target);
      else heavy.push(`${path} loads ${target} before a command is known`);
    }
  return heavy;
};

/** `graph` of `theory/graph-walk.ts` and of `theory/graph.ts`, with the folder. */
const prefixOf = (path: string): string => {
  const slash = path.lastIndexOf('/') + 1;
  return path.slice(0, slash) + /^[^.-]*/.exec(path.slice(slash))![0];
};

export const foldersNotPrefixes: Wall = (files) => {
  const named = new Map<string, number>();
  for (const { path } of files) named.set(prefixOf(path), (named.get(prefixOf(path)) ?? 0) + 1);
  return [...named]
    .filter(([, count]) => count > MAX_OF_A_PREFIX)
    .map(([prefix, count]) => `${count} files are named ${prefix}…`);
};

export const isNotLong: Wall = shipped((files) =>
  files
    .filter(({ bytes }) => bytes > MAX_BYTES)
    .map(({ path, bytes }) => `${path} has ${bytes} bytes, more than ${MAX_BYTES}`),
);
