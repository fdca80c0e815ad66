/**
 * @file A page's program, as an app would bundle it: tfjs and models of its own, and no global. Its address says which part it
 * is; after each call it tells the server what the call gave and what the realm looks like.
 */
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';

// A literal next to `import.meta.url` would be a file to vite.
const here = import.meta.url;
const role = new URL(here).searchParams.get('role');

const ON_A_GPU = [
  ['layers', 'conv'],
  ['graph', 'plain'],
  ['graph', 'loop-a'],
];

/** Models by part; those of a list run at the same time. */
const PARTS = {
  main: [['layers', 'conv']],
  second: [['layers', 'dense']],
  worker: [
    ['graph', 'loop-a'],
    ['graph', 'loop-b'],
  ],
  frame: [['graph', 'plain']],
  wasm: [['layers', 'dense']],
  own: [['layers', 'dense']],
  webgl: ON_A_GPU,
  webgpu: ON_A_GPU,
  hidden: [['graph', 'plain']],
};

const CONTROL = new Set(['Switch', 'Merge', 'Enter', 'While', 'StatelessWhile']);

/** Parts that are named after the backend on which they run. */
const ON_BACKENDS = new Set(['wasm', 'webgl', 'webgpu']);

const base = new URL('.', here);

/** All that a watcher could leave behind, in words. */
function realmOf(model) {
  const registry = Reflect.get(globalThis, '_tfGlobals').get('kernelRegistry');
  const engine = Reflect.get(globalThis, '_tfengine');
  const objects = [registry, engine, engine.backendInstance, model, Object.prototype];
  if (engine.backendInstance.gpgpu) objects.push(engine.backendInstance.gpgpu);
  for (let at = Object.getPrototypeOf(model); at !== null; at = Object.getPrototypeOf(at)) objects.push(at);
  objects.push(...(model.layers ?? []));
  if (model.executor) objects.push(model.executor, ...Object.values(model.executor.graph.nodes));
  const described = objects.map((object) =>
    Object.entries(Object.getOwnPropertyDescriptors(object)).map(([name, property]) => {
      const { value } = property;
      const isFunction = typeof value === 'function';
      return `${name}:${'value' in property ? (isFunction ? value.name + value.length : typeof value) : 'accessor'}`;
    }),
  );
  const globals = Object.getOwnPropertyNames(globalThis).filter((name) => /flops/i.test(name));
  return JSON.stringify([described, globals, registry.size]);
}

const hex = (buffer) =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const sha = async (data) => hex(await crypto.subtle.digest('SHA-256', data));

async function call(model, x) {
  // A graph with control flow runs in pieces.
  const isAsync =
    model.executor?.graph.nodes &&
    Object.values(model.executor.graph.nodes).some(({ op }) => CONTROL.has(op));
  const y = isAsync ? await model.executeAsync(x) : role === 'hidden' ? model.execute(x) : model.predict(x);
  const hash = await sha(await y.data());
  y.dispose();
  return hash;
}

async function main() {
  setWasmPaths(new URL('wasm/', base).href);
  await tf.setBackend(ON_BACKENDS.has(role) ? role : 'cpu');
  const models = await Promise.all(
    PARTS[role].map(async ([kind, name]) => {
      const url = new URL(`models/${name}/model.json?token=SECRET`, base).href;
      const model = await (kind === 'graph' ? tf.loadGraphModel(url) : tf.loadLayersModel(url));
      const shape = model.inputs[0].shape.map((size) => (size > 0 ? size : 1));
      const size = shape.reduce((product, dim) => product * dim, 1);
      return {
        name,
        model,
        x: tf.tensor(
          Array.from({ length: size }, (_, i) => (i % 7) / 7),
          shape,
        ),
      };
    }),
  );
  if (role === 'own')
    globalThis.document.dispatchEvent(new CustomEvent('model', { detail: models[0].model }));
  for (;;) {
    const hashes = await Promise.all(models.map(({ model, x }) => call(model, x)));
    const seen = models.map(({ name, model }, i) => ({
      name: ON_BACKENDS.has(role) ? `${role} ${name}` : name,
      sha: hashes[i],
      tensors: tf.memory().numTensors,
      realm: realmOf(model),
    }));
    // Hashed, since it is long.
    for (const each of seen) each.realm = await sha(new TextEncoder().encode(each.realm));
    await fetch(new URL('state', base), { method: 'POST', body: JSON.stringify(seen) });
    // Between calls a page is idle, or watching it would wait for it.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

if (role === 'main') {
  const policy = globalThis.trustedTypes.createPolicy('page', { createScriptURL: (url) => url });
  const url = new URL('run.js?role=worker&token=SECRET', base).href;
  const service = new URL('service.js?token=SECRET', base).href;
  await navigator.serviceWorker.register(policy.createScriptURL(service));
  globalThis.document.body.worker = new Worker(policy.createScriptURL(url), { type: 'module' });
}
await main();
