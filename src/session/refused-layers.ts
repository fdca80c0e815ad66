/** @file A run of a layers model that tfjs itself ends with an error, told with the layer that it ran. */
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import { setOwnMethod, undoAll } from '../patch/own-property.ts';
import { isLayersModel, layersOf, type LayerLike, type LayersModelLike } from '../trace/layers-model.ts';

interface Found {
  readonly path: readonly string[];
  readonly className: string;
}

/** A call of a layer, as tfjs-layers keeps it. */
interface Call {
  readonly outputShapes: Sizes | readonly Sizes[];
}
type Sizes = readonly (number | null)[];

/** A window that is larger than its input: tfjs makes sizes below 0 of it, and fills what two of them multiply to. */
export function refuseNegativeSizes(model: LayersModelLike): void {
  for (const [layer, steps] of layersOf(model)) {
    if (isLayersModel(layer)) refuseNegativeSizes(layer);
    const { inboundNodes = [] } = layer as { readonly inboundNodes?: readonly Call[] };
    const sizes = inboundNodes.flatMap(({ outputShapes }) => [outputShapes].flat(2));
    const negative = sizes.find((size) => size !== null && size < 0);
    if (negative === undefined && sizes.some(Number.isNaN))
      throw new TfjsFlopsError(
        'unsupported-model',
        `layer "${steps.join('.')}" (${layer.getClassName()}) makes a tensor of which a size is no number: an option that it needs is missing or wrong`,
        { remedies: ['set its options'] },
      );
    if (negative === undefined) continue;
    throw new TfjsFlopsError(
      'unsupported-model',
      `layer "${steps.join('.')}" (${layer.getClassName()}) makes a tensor with a size of ${negative}: its input is too small for it`,
      { remedies: ['give larger inputs', 'make its window smaller'] },
    );
  }
}

/** The model that a Sequential has made of its layers and runs; `null` before it is built, and of other models. */
function madeOf(model: LayersModelLike): LayersModelLike | null {
  const made: unknown = Reflect.get(model, 'model');
  return model.getClassName() === 'Sequential' && isLayersModel(made) ? made : null;
}

const listed = (layers: readonly LayerLike[]): string => layers.map((layer) => `"${layer.name}"`).join(', ');

/** The layers that a model's graph calls: of a model that a Sequential begins with its layers, as if they were its own. */
function calledBy(model: LayersModelLike): readonly LayerLike[] {
  const [first] = model.layers;
  const own = [...layersOf(model).keys()];
  const isJoined = model.getClassName() === 'Sequential' && isLayersModel(first);
  return isJoined ? [...calledBy(first), ...own.slice(1)] : own;
}

/**
 * A Sequential that was built, and whose layers are others since (`pop`, `add`): `predict` runs those that it had, until it is
 * built anew (tfjs-layers 4.22, models.js). `apply`, as for a nested one, builds it after `add` and not after `pop`.
 * @throws TfjsFlopsError `unsupported-model`
 */
export function refuseStale(name: string, model: LayersModelLike, isNested = false): void {
  const own = calledBy(model);
  for (const layer of own) if (isLayersModel(layer)) refuseStale(layer.name, layer, true);
  const made = isNested && Reflect.get(model, 'built') === false ? null : madeOf(model);
  if (made === null) return;
  const run = [...layersOf(made).keys()];
  const gone = run.filter((layer) => !own.includes(layer));
  const idle = own.filter((layer) => !run.includes(layer));
  if (gone.length + idle.length === 0) return;
  const what = [
    ...(gone.length === 0 ? [] : [`still runs ${listed(gone)}, which it has no longer`]),
    ...(idle.length === 0 ? [] : [`does not run ${listed(idle)} yet`]),
  ];
  throw new TfjsFlopsError(
    'unsupported-model',
    `"${name}" ${what.join(', and ')}: TensorFlow.js runs the layers that a Sequential had when it was built`,
    { remedies: ['call its build() after pop() and add()'] },
  );
}

/** Runs again, and says which layer throws; of layers within one another the innermost. */
function failingLayer(model: LayersModelLike, run: () => unknown): Found | null {
  let found: Found | null = null;
  const undo: (() => void)[] = [];
  const watch = (layer: LayerLike, path: readonly string[]): void => {
    const apply = layer.apply.bind(layer);
    undo.push(
      setOwnMethod(layer, 'apply', (inputs: unknown, kwargs?: unknown) => {
        try {
          return apply(inputs, kwargs);
        } catch (error) {
          found ??= { path, className: layer.getClassName() };
          throw error;
        }
      }),
    );
  };
  const watchAll = (within: LayersModelLike, path: readonly string[]): void => {
    for (const [layer, steps] of layersOf(within)) {
      watch(layer, [...path, ...steps]);
      if (isLayersModel(layer)) watchAll(layer, [...path, ...steps]);
    }
  };
  watchAll(model, []);
  try {
    run();
  } catch {
    // It is the first error that is told.
  } finally {
    undoAll(undo);
  }
  return found;
}

/**
 * Runs a layers model; where tfjs throws, it runs a second time to see in which layer.
 * @throws TfjsFlopsError `unsupported-model`, whose cause is what tfjs threw
 */
export function runLayers(name: string, model: LayersModelLike, run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TfjsFlopsError) throw error;
    const found = failingLayer(model, run);
    const where = found === null ? name : `layer "${found.path.join('.')}" (${found.className})`;
    throw new TfjsFlopsError(
      'unsupported-model',
      `TensorFlow.js does not run ${where}: ${firstLineOf(error)}`,
      {
        remedies: ['give inputs of other shapes', 'change the layer and convert the model again'],
        cause: error,
      },
    );
  }
}
