/** @file The rows that a plan asks for: products of its own dimensions, and nothing of the product under test. */
import type { DensePlan, ModelPlan, Part } from './plan.ts';

export interface ExpectedRow {
  multiplyAdds: number;
  /** Of the layer; theory knows no more, since a model's JSON does not say that its layers stand in another model too. */
  readonly derived: number;
  /** Of the variables that the row owns: the first row of a layer owns them. */
  readonly owned: number;
  readonly trainable: number;
}

/** Rows by their paths, joined by `/`. */
export type Expected = Map<string, ExpectedRow>;

/** One call of a model by the caller. */
export interface Run {
  readonly model: ModelPlan;
  readonly batch: number;
}

/** Dots make groups, but a name that seems to lie in a sibling stays whole. */
const stepsOf = (name: string, siblings: readonly { readonly name: string }[]): readonly string[] =>
  siblings.some((other) => name.startsWith(`${other.name}.`)) ? [name] : name.split('.');

const parametersOf = ({ inputs, units, bias }: DensePlan): number => inputs * units + (bias ? units : 0);

type Path = readonly string[];

/** Where models and layers stand: each of their places, the first one first. */
class Places {
  readonly rows: Expected = new Map();
  readonly #owned = new Set<DensePlan>();
  readonly #first = new Map<ModelPlan, Path>();

  add(model: ModelPlan, at: Path, frozen = false): void {
    if (!this.#first.has(model)) this.#first.set(model, at);
    const isFrozen = frozen || model.frozen;
    for (const part of new Set(model.parts)) {
      const path = [...at, ...stepsOf(part.name, model.parts)];
      if (part.kind === 'model') this.add(part, path, isFrozen);
      else this.#addLayer(part, path, isFrozen);
    }
  }

  #addLayer(layer: DensePlan, path: Path, frozen: boolean): void {
    const all = parametersOf(layer);
    const owned = this.#owned.has(layer) ? 0 : all;
    this.#owned.add(layer);
    const trainable = frozen || layer.frozen ? 0 : owned;
    this.rows.set(path.join('/'), { multiplyAdds: 0, derived: all, owned, trainable });
  }

  /** A call by the caller belongs to the first place of its model. */
  run({ model, batch }: Run): void {
    this.#run(model, batch, this.#first.get(model)!);
  }

  #run(model: ModelPlan, batch: number, at: Path): void {
    for (const part of model.parts) {
      const path = [...at, ...stepsOf(part.name, model.parts)];
      if (part.kind === 'model') this.#run(part, batch, path);
      else this.rows.get(path.join('/'))!.multiplyAdds += batch * part.inputs * part.units;
    }
  }
}

const holds = (model: ModelPlan, part: Part): boolean =>
  model.parts.some((other) => other === part || (other.kind === 'model' && holds(other, part)));

/** `net`, `net (2)`. */
function distinct(names: readonly string[]): readonly string[] {
  const given: string[] = [];
  for (const name of names) {
    let free = name;
    for (let i = 2; given.includes(free); i++) free = `${name} (${i})`;
    given.push(free);
  }
  return given;
}

/** @param listed the models that are traced, in the order in which they are named */
export function expectedRows(listed: readonly ModelPlan[], runs: readonly Run[]): Expected {
  const models = [...new Set(listed)].filter((model) => !listed.some((other) => holds(other, model)));
  const names = distinct(models.map(({ name }) => name)).map((name) => ({ name }));
  const places = new Places();
  for (const [i, model] of models.entries())
    places.add(model, models.length === 1 ? [] : stepsOf(names[i]!.name, names));
  for (const run of runs) places.run(run);
  return places.rows;
}
