/** @file What was repaired, in sentences, and the refusal of what cannot be. */
import { TfjsFlopsError } from '../../core/errors.ts';

/** Names said in full before a list is cut. */
const NAMES = 3;

export class RepairLog {
  readonly #layers = new Map<string, string[]>();

  add(layer: string, what: string): void {
    const layers = this.#layers.get(what);
    if (layers === undefined) this.#layers.set(what, [layer]);
    else if (!layers.includes(layer)) layers.push(layer);
  }

  /** What was said of a layer that is gone. */
  forget(layer: string): void {
    for (const [what, layers] of this.#layers) {
      const left = layers.filter((other) => other !== layer);
      if (left.length === 0) this.#layers.delete(what);
      else this.#layers.set(what, left);
    }
  }

  /** One sentence per kind of repair, with the layers it affected, in the order in which the kinds were met. */
  sentences(): string[] {
    return Array.from(this.#layers, ([what, layers]) => `${subject(layers)}: ${what}`);
  }
}

function subject(layers: readonly string[]): string {
  if (layers.length <= NAMES) return layers.join(', ');
  return `${layers.length} layers (${layers.slice(0, NAMES - 1).join(', ')}, …, ${layers.at(-1)})`;
}

export const WAY_OUT = 'export a SavedModel and convert that to a graph model';

/** @param file `model.json is Keras 3`, the subject of the sentence */
export const refusal = (file: string, layer: string, className: string, why: string): TfjsFlopsError =>
  new TfjsFlopsError('unsupported-model', `${file}; layer "${layer}" (${className}) ${why}`, {
    remedies: [WAY_OUT],
  });
