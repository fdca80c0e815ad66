/**
 * @file Plans of small models whose names collide: every number that a report must show follows from the plan alone.
 * A part that stands in several models, or several times in one, is one object.
 */
import { Draw } from '../random/draw.ts';

/** A dense layer. */
export interface DensePlan {
  readonly kind: 'dense';
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  readonly bias: boolean;
  readonly frozen: boolean;
}

/** A chain of parts; functional where one of them stands in it twice or an input is idle. */
export interface ModelPlan {
  readonly kind: 'model';
  readonly name: string;
  readonly parts: readonly Part[];
  readonly style: 'sequential' | 'functional';
  readonly frozen: boolean;
  /** An input that no output needs, before the real one or behind it. */
  readonly idle: 'none' | 'first' | 'last';
}

export type Part = DensePlan | ModelPlan;

export const inputsOf = (part: Part): number =>
  part.kind === 'dense' ? part.inputs : inputsOf(part.parts[0]!);
export const unitsOf = (part: Part): number =>
  part.kind === 'dense' ? part.units : unitsOf(part.parts.at(-1)!);

/** A part and all parts within it. */
export const allParts = (part: Part): readonly Part[] =>
  part.kind === 'dense' ? [part] : [part, ...part.parts.flatMap(allParts)];

/** The parts that a Sequential of these calls itself. */
const flattened = ([first, ...others]: readonly Part[]): readonly Part[] => [
  ...(first!.kind === 'model'
    ? first!.style === 'sequential'
      ? flattened(first!.parts)
      : first!.parts
    : [first!]),
  ...others,
];

/** Everything that must have been drawn at least once. */
export const KINDS = [
  'a layer `a.b` beside a model `a` that holds a `b`',
  'a dot that makes groups',
  'a layer twice in one model',
  'a layer in two models',
  'a model twice in one model',
  'a model in two models',
  'a model that begins with a model',
  'a frozen layer',
  'a frozen nested model',
  'an idle input',
  'an idle input of a nested model',
  'models of one name',
  'a nested model listed beside its holder',
  'a nested model listed before its holder',
  'a model listed twice',
  'nothing listed',
  'a nested model run by itself',
  'a nested model run before its holder',
  'a layer of two listed models',
  'a GAN',
] as const;
export type Kind = (typeof KINDS)[number];

const LAYER_NAMES = ['a', 'b', 'd', 'a.b', 'a.d', 'd.0.fc', 'net.b', 'net.d'] as const;
const MODEL_NAMES = ['a', 'net', 'core', 'a.b', 'd'] as const;
const MAX_DEPTH = 3;
const MAX_PARTS = 4;

/** Draws plans from few names and sizes, so that as much as possible is alike. */
export class Planner {
  readonly draw: Draw;
  /** The width at which parts meet. */
  readonly width: number;
  /** Parts that later models may hold too; none of a frozen model, whose layers are frozen wherever they stand. */
  readonly #shareable: Part[] = [];

  constructor(seed: number) {
    this.draw = new Draw(seed);
    this.width = this.draw.integer(2, 4);
  }

  dense(name: string, inputs: number, units: number): DensePlan {
    const [bias, frozen] = [this.draw.chance(0.4), this.draw.chance(0.1)];
    return { kind: 'dense', name, inputs, units, bias, frozen };
  }

  #name(names: readonly string[], taken: ReadonlySet<string>): string {
    const free = names.filter((name) => !taken.has(name));
    return free.length > 0 ? this.draw.pick(free) : `other${taken.size}`;
  }

  /** A dense layer to another width and one back; sometimes both keep the width. */
  #layers(taken: Set<string>): readonly Part[] {
    const between = this.draw.chance(0.5) ? this.width : this.draw.integer(2, 5);
    return [
      [this.width, between],
      [between, this.width],
    ].map(([inputs = 0, units = 0]) => {
      const name = this.#name(LAYER_NAMES, taken);
      taken.add(name);
      return this.dense(name, inputs, units);
    });
  }

  #nested(taken: Set<string>, depth: number, frozen: boolean): Part {
    const nested = this.model(this.#name(MODEL_NAMES, taken), depth, frozen || this.draw.chance(0.15));
    taken.add(nested.name);
    return nested;
  }

  /** @param frozen the model, or one around it */
  model(name: string, depth = 1, frozen = false): ModelPlan {
    const taken = new Set<string>();
    const parts: Part[] = [];
    for (let i = this.draw.integer(1, MAX_PARTS - 1); i > 0; i--) {
      const known = this.#shareable.filter((part) => !taken.has(part.name) || parts.includes(part));
      if (!frozen && known.length > 0 && this.draw.chance(0.4)) {
        const part = this.draw.pick(known);
        taken.add(part.name);
        parts.push(part);
      } else if (depth < MAX_DEPTH && this.draw.chance(0.5))
        parts.push(this.#nested(taken, depth + 1, frozen));
      else parts.push(...this.#layers(taken));
    }
    const idle = this.draw.chance(0.2) ? this.draw.pick(['first', 'last'] as const) : 'none';
    const repeats = new Set(parts).size < parts.length;
    // A Sequential takes one input, gives a nested model one too, and runs the layers of one that it begins with as its own.
    const takesOne = idle === 'none' && !parts.some((part) => part.kind === 'model' && part.idle !== 'none');
    const names = flattened(parts).map((part) => part.name);
    const fits = takesOne && !repeats && new Set(names).size === names.length;
    const style = fits && this.draw.chance(0.6) ? 'sequential' : 'functional';
    const model: ModelPlan = { kind: 'model', name, parts, style, frozen, idle };
    if (!frozen)
      this.#shareable.push(
        ...[...parts, ...(depth > 1 ? [model] : [])].filter(
          (part) =>
            inputsOf(part) === this.width && unitsOf(part) === this.width && !this.#shareable.includes(part),
        ),
      );
    return model;
  }
}
