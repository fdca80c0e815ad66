/**
 * @file What an app writes that records itself: as a module it imports tfjs-flops/live by an import map, and beside the classic
 * script it has the global of that. The page shows what came of it.
 */
const { document, tfjsFlops } = globalThis;
const { dataset } = document.body;

document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
  // tfjs tries wasm by itself.
  if (!sourceFile.endsWith('/run.js'))
    dataset.violated = `${violatedDirective}: ${blockedURI} in ${sourceFile}`;
});

const loading = tfjsFlops ?? import('tfjs-flops/live');

document.addEventListener('model', async ({ detail: model }) => {
  try {
    const live = await loading;
    const { reports, notes } = await live.record({ passes: 3, models: [model] });
    const [{ model: name, total, layers }] = reports;
    const rows = layers.map(({ path, counted }) => `${path.join('/')} ${counted.multiplyAdds}`);
    await live.download?.(reports[0]);
    dataset.said = JSON.stringify({ name, residual: total.residual, rows, runs: total.time.runs, notes });
  } catch (error) {
    dataset.said = JSON.stringify(String(error.message));
  }
});
