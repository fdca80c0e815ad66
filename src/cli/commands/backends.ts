/** @file `tfjs-flops backends` */
import { defineCommand } from '../command.ts';

/** Every backend: whether it is available here, what it runs in, how it is timed; below, its device or what is missing. */
export const backends = defineCommand({
  name: 'backends',
  summary: 'where models can run here, and how to get the other backends',
  operands: [],
  flags: {},
  async run(_operands, _flags, terminal) {
    terminal.progress('asking each backend');
    const { backendsTable } = await import('../work/backends-table.ts');
    const table = await backendsTable(terminal);
    terminal.progress(null);
    terminal.print(table);
    return 0;
  },
});
