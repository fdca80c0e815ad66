/** @file Houses with one planted violation each, which its wall must name. */
import type { Import, SourceFile } from './files.ts';
import {
  foldersNotPrefixes,
  hasAFloor,
  hasNoCircle,
  helpIsInstant,
  isNotLong,
  pointsDown,
  runsBesideBundles,
  seesWhatItMay,
  type Wall,
} from './walls.ts';

export interface Violation {
  readonly wall: Wall;
  /** Files that are added to the house. */
  readonly plant: readonly SourceFile[];
  readonly offender: string;
}

const file = (path: string, ...imports: readonly Import[]): SourceFile => ({ path, bytes: 1000, imports });
const value = (target: string): Import => ({
  target,
  isPackage: !/^(src|models|test|scripts)\//.test(target),
  isTypeOnly: false,
  isDynamic: false,
});
const type = (target: string): Import => ({ ...value(target), isTypeOnly: true });

const importing = (wall: Wall, path: string, found: Import): Violation => ({
  wall,
  plant: [file(path, found)],
  offender: `${path} imports ${found.target}`,
});

export const VIOLATIONS: readonly Violation[] = [
  // The command line before it knows its command: also behind another file.
  {
    wall: helpIsInstant,
    plant: [
      file('src/cli/main.ts', value('src/cli/planted.ts')),
      file('src/cli/planted.ts', value('src/report/table.ts')),
    ],
    offender: 'src/cli/planted.ts loads src/report/table.ts before a command is known',
  },
  {
    wall: helpIsInstant,
    plant: [file('src/cli/main.ts', value('@tensorflow/tfjs-core'))],
    offender: 'src/cli/main.ts loads @tensorflow/tfjs-core before a command is known',
  },
  {
    wall: helpIsInstant,
    plant: [file('src/cli/main.ts', value('src/backends/start.ts'))],
    offender: 'src/cli/main.ts loads src/backends/start.ts before a command is known',
  },
  // The columns.
  importing(seesWhatItMay, 'src/algebra/x.ts', value('@tensorflow/tfjs-core')),
  importing(seesWhatItMay, 'src/algebra/x.ts', type('src/textbook/forms.ts')),
  importing(seesWhatItMay, 'src/core/planted.ts', value('src/formulas/table.ts')),
  importing(seesWhatItMay, 'src/core/planted.ts', type('src/reconcile/tally.ts')),
  importing(seesWhatItMay, 'src/core/planted.ts', type('@tensorflow/tfjs-core')),
  importing(seesWhatItMay, 'src/formulas/planted.ts', type('src/theory/config.ts')),
  importing(seesWhatItMay, 'src/formulas/planted.ts', type('@tensorflow/tfjs-core')),
  importing(seesWhatItMay, 'src/theory/layers/planted.ts', value('src/formulas/in-bounds.ts')),
  importing(seesWhatItMay, 'src/textbook/planted.ts', type('src/theory/config.ts')),
  importing(seesWhatItMay, 'src/tiles/planted.ts', value('src/formulas/shapes.ts')),
  importing(seesWhatItMay, 'src/executed/planted.ts', value('src/tiles/table.ts')),
  importing(seesWhatItMay, 'src/trace/planted.ts', type('src/formulas/table.ts')),
  importing(seesWhatItMay, 'src/patch/planted.ts', type('src/core/shape.ts')),
  // What sees the report's data alone.
  importing(seesWhatItMay, 'src/reconcile/planted.ts', type('src/trace/tracer.ts')),
  importing(seesWhatItMay, 'src/findings/planted.ts', value('src/report/format.ts')),
  importing(seesWhatItMay, 'src/report/comparison/planted.ts', type('src/compare/counts.ts')),
  importing(seesWhatItMay, 'src/report/planted.ts', value('node:fs')),
  importing(seesWhatItMay, 'src/export/planted.ts', value('src/report/format.ts')),
  importing(seesWhatItMay, 'src/page/panels/planted.ts', value('src/timing/statistics.ts')),
  importing(seesWhatItMay, 'src/page/planted.ts', type('src/formulas/table.ts')),
  importing(seesWhatItMay, 'src/page/cards/planted.ts', value('src/theory/config.ts')),
  importing(seesWhatItMay, 'src/page/cards/planted.ts', value('src/profile/count.ts')),
  importing(seesWhatItMay, 'src/trial/planted.ts', type('src/theory/config.ts')),
  importing(seesWhatItMay, 'src/trial/planted.ts', value('src/formulas/table.ts')),
  importing(seesWhatItMay, 'src/textbook/planted.ts', value('src/trial/check.ts')),
  importing(seesWhatItMay, 'src/replay/attributes/planted.ts', type('src/formulas/table.ts')),
  importing(seesWhatItMay, 'src/timing/planted.ts', type('src/backends/clock.ts')),
  importing(seesWhatItMay, 'src/backends/wasm/planted.ts', value('src/trace/tap.ts')),
  importing(seesWhatItMay, 'models/layers/planted.ts', type('src/theory/config.ts')),
  importing(seesWhatItMay, 'models/planted.ts', value('node:fs')),
  // Arrows.
  importing(pointsDown, 'src/session/planted.ts', type('src/profile/count.ts')),
  importing(pointsDown, 'src/session/planted.ts', value('src/backends/start.ts')),
  importing(pointsDown, 'src/trace/planted.ts', value('src/session/session.ts')),
  importing(pointsDown, 'src/load/planted.ts', type('src/cli/flags.ts')),
  importing(pointsDown, 'src/cli/planted.ts', value('src/web/page.ts')),
  importing(pointsDown, 'src/profile/planted.ts', value('test/support/random.ts')),
  { wall: hasAFloor, plant: [file('src/attic/planted.ts')], offender: 'src/attic/planted.ts is in no room' },
  // One copy of tfjs.
  importing(runsBesideBundles, 'src/index.ts', value('@tensorflow/tfjs')),
  importing(runsBesideBundles, 'src/profile/planted.ts', value('@tensorflow/tfjs')),
  importing(runsBesideBundles, 'src/session/planted.ts', value('@tensorflow/tfjs-layers')),
  // Circles, of two files and of three, of types too.
  {
    wall: hasNoCircle,
    plant: [
      file('src/load/planted-a.ts', value('src/load/planted-b.ts')),
      file('src/load/planted-b.ts', type('src/load/planted-a.ts')),
    ],
    offender: 'import circle: src/load/planted-a.ts, src/load/planted-b.ts',
  },
  {
    wall: hasNoCircle,
    plant: [
      file('models/planted-a.ts', type('models/planted-b.ts')),
      file('models/planted-b.ts', type('models/planted-c.ts')),
      file('models/planted-c.ts', type('models/planted-a.ts')),
    ],
    offender: 'import circle: models/planted-a.ts, models/planted-b.ts, models/planted-c.ts',
  },
  {
    wall: hasNoCircle,
    plant: [file('src/cli/planted.ts', type('src/cli/planted.ts'))],
    offender: 'import circle: src/cli/planted.ts',
  },
  // Prefixes.
  {
    wall: foldersNotPrefixes,
    plant: ['a', 'b', 'c'].map((name) => file(`src/load/planted-${name}.ts`)),
    offender: '3 files are named src/load/planted…',
  },
  {
    wall: foldersNotPrefixes,
    plant: ['planted.ts', 'planted.test.ts', 'planted-cases.ts'].map((name) => file(`test/load/${name}`)),
    offender: '3 files are named test/load/planted…',
  },
  // Sizes.
  {
    wall: isNotLong,
    plant: [{ ...file('src/report/planted.ts'), bytes: 12 * 1024 + 1 }],
    offender: 'src/report/planted.ts has 12289 bytes, more than 12288',
  },
];
