/** @file Sizes that no machine has, refused before anything is allocated. */
import { TfjsFlopsError } from '../core/errors.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { LayersArchitecture, TheoryRow } from '../core/theory.ts';
import { LAYER_FORMULAS } from '../theory/layers/table.ts';
import { deriveRows } from '../theory/layers/walk.ts';

/** Elements of one tensor: 2 GiB of float32, half of what wasm can address. */
const MOST_IN_A_TENSOR = 2 ** 29;
/** Parameters of one layer, which may be several tensors: 4 GiB. */
const MOST_IN_A_LAYER = 2 ** 30;
/** Parameters of a model: 16 GiB. */
const MOST_IN_A_MODEL = 2 ** 32;

const BYTES_PER_ELEMENT = 4;

const gib = (elements: number): string =>
  `${Number(((elements * BYTES_PER_ELEMENT) / 2 ** 30).toPrecision(2))} GiB`;

/** How many GiB an input takes, where that is too much; else `null`. */
const tooLarge = (shape: Shape): string | null =>
  sizeOf(shape) > MOST_IN_A_TENSOR ? gib(sizeOf(shape)) : null;

const refused = (what: string): TfjsFlopsError =>
  new TfjsFlopsError('unsupported-model', what, { remedies: ['make it smaller', 'give smaller inputs'] });

/** What cannot be derived is left to tfjs. */
function rowsOf(architecture: LayersArchitecture): readonly TheoryRow[] {
  try {
    return deriveRows(architecture, LAYER_FORMULAS);
  } catch {
    return [];
  }
}

/** @throws TfjsFlopsError `unsupported-model`: the layer, and what it would take */
export function refuseSizes(name: string, architecture: LayersArchitecture): void {
  const input = architecture.inputs.find((shape) => tooLarge(shape) !== null);
  if (input !== undefined)
    throw refused(
      `An input [${input.join(', ')}] of ${name} takes ${tooLarge(input)}, more than the ${gib(MOST_IN_A_TENSOR)} that one tensor may have here`,
    );
  let total = 0;
  for (const row of rowsOf(architecture)) {
    if (row.state !== 'derived') continue;
    const layer = `layer "${row.path.join('.')}" (${row.className}) of ${name}`;
    const outputs = row.uses.flatMap((use) => use.outputs);
    const output = outputs.find((shape) => tooLarge(shape) !== null);
    if (output !== undefined)
      throw refused(
        `${layer} makes a tensor [${output.join(', ')}] of ${tooLarge(output)}, more than the ${gib(MOST_IN_A_TENSOR)} that one may have here`,
      );
    const own = row.parameters.total;
    if (own > MOST_IN_A_LAYER)
      throw refused(
        `${layer} has ${own} parameters of ${gib(own)}, more than the ${gib(MOST_IN_A_LAYER)} that a layer may have here`,
      );
    total += own;
    if (total > MOST_IN_A_MODEL)
      throw refused(
        `up to ${layer} there are ${total} parameters of ${gib(total)}, more than the ${gib(MOST_IN_A_MODEL)} that a model may have here`,
      );
  }
}
