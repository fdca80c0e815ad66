/** @file An architecture's cost from its JSON, nothing run. */
import { theory } from 'tfjs-flops';

const layer = (class_name: string, config: { [key: string]: string | number | boolean }) => ({
  class_name,
  config,
});
const rows = theory({
  format: 'layers',
  topology: {
    class_name: 'Sequential',
    config: {
      layers: [
        layer('Dense', { name: 'mlp.fc1', units: 768, use_bias: true }),
        layer('Mystery', { name: 'mystery' }),
      ],
    },
  },
  inputs: [[1, 197, 192]],
});
for (const row of rows) {
  const name = row.path.join('.');
  if (row.state === 'not-derivable') console.log(name, '?', row.why);
  else console.log(name, row.uses[0]?.work[0]?.factors, row.parameters.total);
}
