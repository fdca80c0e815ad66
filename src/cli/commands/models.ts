/** @file `tfjs-flops models` */
import type { ZooEntry } from '../../../models/zoo.ts';
import type { Grid } from '../../report/grid.ts';
import { defineCommand } from '../command.ts';
import { loadQuietly } from '../running/start.ts';

/** What can be profiled by name, and at what size it is published. */
export const models = defineCommand({
  name: 'models',
  summary: 'the networks that can be profiled by name',
  operands: [],
  flags: {},
  async run(_operands, _flags, terminal) {
    await loadQuietly();
    const [{ ZOO }, { renderGrid }, { painter }] = await Promise.all([
      import('../../../models/zoo.ts'),
      import('../../report/grid.ts'),
      import('../../report/paint.ts'),
    ]);
    const grid: Grid<ZooEntry> = {
      heading: 'Model',
      lines: ZOO,
      columns: [
        { heading: 'What it is', align: 'left', drop: 0, cell: ({ title }) => title },
        { heading: 'Image', align: 'right', drop: 2, cell: ({ defaults }) => String(defaults.imageSize) },
        { heading: 'Classes', align: 'right', drop: 1, cell: ({ defaults }) => String(defaults.classes) },
      ],
      name: ({ name }) => name,
      style: () => null,
    };
    terminal.print(renderGrid(grid, terminal.width, painter(terminal.color)).join('\n'));
    return 0;
  },
});
