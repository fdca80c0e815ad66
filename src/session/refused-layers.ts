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
