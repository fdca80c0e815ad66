/** @file `tfjs-flops models` */
import type { ZooEntry } from '../../../models/zoo.ts';
import type { Grid } from '../../report/grid.ts';
import { defineCommand } from '../command.ts';
import { specWord } from '../network-spec.ts';
import { loadQuietly } from '../running/start.ts';

/** Which networks have which dimensions, and how they are given. */
function dimensionLines(networks: readonly ZooEntry[]): readonly string[] {
  const byDimensions = new Map<string, string[]>();
  for (const { name, dimensions } of networks) {
    const text = dimensions.map(specWord).join(', ');
    byDimensions.set(text, [...(byDimensions.get(text) ?? []), name]);
  }
  return [
    'In other dimensions: vit:16,depth=24,width=1024,heads=16, mobilenet-v2:width=1.4, resnet50:blocks=3-4-23-3',
    ...[...byDimensions].map(([text, names]) => `  ${names.join(', ')}: ${text}`),
    '  all of them: image-size, classes, batch',
  ];
}

/** What can be profiled by name, and at what size it is published. */
export const models = defineCommand({
  name: 'models',
  summary: 'the networks that can be profiled by name',
  operands: [],
  flags: {},
  async run(_operands, _flags, terminal) {
    await loadQuietly();
    const [{ NETWORKS }, { renderGrid }, { painter }] = await Promise.all([
      import('../../../models/zoo.ts'),
      import('../../report/grid.ts'),
      import('../../report/paint.ts'),
    ]);
    const grid: Grid<ZooEntry> = {
      heading: 'Model',
      lines: NETWORKS,
      columns: [
        { heading: 'What it is', align: 'left', drop: 0, cell: ({ title }) => title },
        { heading: 'Image', align: 'right', drop: 2, cell: ({ defaults }) => String(defaults.imageSize) },
        { heading: 'Classes', align: 'right', drop: 1, cell: ({ defaults }) => String(defaults.classes) },
      ],
      name: ({ name }) => name,
      style: () => null,
    };
    const table = renderGrid(grid, terminal.width, painter(terminal.color));
    terminal.print([...table, '', ...dimensionLines(NETWORKS)].join('\n'));
    return 0;
  },
});
