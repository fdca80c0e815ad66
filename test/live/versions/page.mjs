/**
 * @file Evaluated in a page that has some `tf`: two models that run again and again, as a page runs them, and what the script
 * of tfjs-flops/live says of them.
 * @param graph what tfjs loads, its weights as a list of bytes
 */
globalThis.said = async ({ weightData, ...graph }) => {
  const { tf, tfjsFlops } = globalThis;
  await tf.setBackend('cpu');
  const { layers } = tf;
  const net = tf.sequential({
    name: 'net',
    layers: [
      layers.conv2d({ filters: 5, kernelSize: 3, inputShape: [8, 8, 3], name: 'stem', activation: 'relu' }),
      layers.batchNormalization({ name: 'norm' }),
      layers.depthwiseConv2d({ kernelSize: 3, name: 'depthwise' }),
      layers.globalAveragePooling2d({ name: 'pool' }),
      layers.dense({ units: 7, name: 'head' }),
    ],
  });
  const x = tf.ones([1, 8, 8, 3]);
  net.predict(x).dispose();
  const artifacts = { ...graph, weightData: Uint8Array.from(weightData).buffer };
  const products = await tf.loadGraphModel({ load: () => Promise.resolve(artifacts) });
  const row = tf.ones([1, 6]);
  const state = { isOver: false };
  const run = async () => {
    while (!state.isOver) {
      net.predict(x).dispose();
      products.predict(row).dispose();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const running = run();
  try {
    const { reports, notes } = await tfjsFlops.record({ passes: 3, models: [net, products] });
    return {
      version: tf.version_core,
      notes,
      models: reports.map(({ model, total, layers: rows, entries, scopes, environment }) => ({
        model,
        tfjs: environment.tfjs,
        multiplyAdds: total.counted.multiplyAdds,
        parameters: total.parameters.total,
        residual: total.residual,
        compared: total.comparedRows,
        outside: entries.filter(({ scope }) => scopes[scope].kind === 'root').length,
        rows: rows.filter(({ kind }) => kind === 'layer' || kind === 'node').length,
      })),
    };
  } catch (error) {
    return { version: tf.version_core, refused: error.message };
  } finally {
    state.isOver = true;
    await running;
  }
};
