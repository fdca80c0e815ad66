/** @file Random sets of models with colliding names, which of them a caller lists, and which he runs. */
import type { Draw } from '../random/draw.ts';
import type { Run } from './expected.ts';
import { allParts, inputsOf, Planner, type Kind, type ModelPlan, type Part } from './plan.ts';

export interface Scenario {
  readonly listed: readonly ModelPlan[];
  /** The models that lie in no other one, in the order in which they are named. */
  readonly runs: readonly Run[];
  readonly kinds: readonly Kind[];
}

const isModel = (part: Part): part is ModelPlan => part.kind === 'model';
const within = (model: ModelPlan): readonly ModelPlan[] => [
  ...new Set(model.parts.flatMap(allParts).filter(isModel)),
];
const isIn = (part: Part, model: ModelPlan): boolean => model.parts.flatMap(allParts).includes(part);

const shareLayers = (model: ModelPlan, other: ModelPlan): boolean =>
  model !== other && allParts(model).some((part) => isIn(part, other));

function shuffled<T>(draw: Draw, items: readonly T[]): T[] {
  const left = [...items];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(draw.integer(0, left.length - 1), 1));
  return order;
}

/** A generator and a discriminator inside a third model; each may be run by itself too. */
function adversaries(planner: Planner): readonly ModelPlan[] {
  const { draw, width } = planner;
  const [hidden, noise] = [draw.integer(2, 5), draw.integer(2, 5)];
  const chain = (name: string, sizes: readonly number[]): ModelPlan => ({
    kind: 'model',
    name,
    parts: sizes.slice(1).map((units, i) => planner.dense(`d${i}`, sizes[i]!, units)),
    style: draw.pick(['sequential', 'functional'] as const),
    // A discriminator is frozen while the generator learns through it.
    frozen: name === 'disc' && draw.chance(0.5),
    idle: 'none',
  });
  const [generator, discriminator] = [
    chain('gen', [noise, hidden, width]),
    chain('disc', [width, hidden, 1]),
  ];
  const style = draw.pick(['sequential', 'functional'] as const);
  const parts = [generator, discriminator];
  return [{ kind: 'model', name: 'gan', parts, style, frozen: false, idle: 'none' }];
}

function outermostModels(planner: Planner): readonly ModelPlan[] {
  const { draw } = planner;
  if (draw.chance(0.15)) return adversaries(planner);
  const count = draw.integer(1, 3);
  const names = draw.chance(0.6) ? ['net'] : ['net', 'a', 'net (2)'];
  return Array.from({ length: count }, () => planner.model(draw.pick(names)));
}

/** @param seed an integer from 0 up */
export function scenario(seed: number): Scenario {
  const planner = new Planner(seed);
  const { draw } = planner;
  const outer = outermostModels(planner);
  const inner = [...new Set(outer.flatMap(within))];
  const extra = inner.filter(() => draw.chance(0.4));
  const alone = inner.filter(() => draw.chance(0.3));
  // Where nothing is listed models are found in the order in which they are run: none in another one before that one, and
  // none of layers of another one.
  const isListed =
    outer.some((model) => outer.some((other) => shareLayers(model, other))) || draw.chance(0.7);
  const order = isListed ? shuffled(draw, [...outer, ...alone]) : [...shuffled(draw, outer), ...alone];
  const runs = order.map((model) => ({ model, batch: draw.integer(1, 3) }));
  const listed = isListed
    ? shuffled(draw, [...outer, ...extra, ...outer.filter(() => draw.chance(0.2))])
    : [];
  return { listed, runs, kinds: kindsOf(listed, outer, runs) };
}

/** What a scenario has of the collisions that there are. */
function kindsOf(
  listed: readonly ModelPlan[],
  outer: readonly ModelPlan[],
  runs: readonly Run[],
): readonly Kind[] {
  const models = [...new Set(outer.flatMap((model) => allParts(model).filter(isModel)))];
  const parts = [...new Set(outer.flatMap(allParts))];
  const holders = (part: Part): number => models.filter((model) => model.parts.includes(part)).length;
  const repeats = ({ parts }: ModelPlan, kind: Part['kind']): boolean =>
    parts.some((part, i) => part.kind === kind && parts.indexOf(part) < i);
  const any = <T>(items: readonly T[], is: (item: T) => boolean): boolean => items.some(is);
  const nested = models.filter((model) => !outer.includes(model));
  const hits: Readonly<Record<Kind, boolean>> = {
    'a layer `a.b` beside a model `a` that holds a `b`': any(models, ({ parts }) =>
      parts.some(
        (holder) =>
          holder.kind === 'model' &&
          holder.parts.some(({ name }) => parts.some((other) => other.name === `${holder.name}.${name}`)),
      ),
    ),
    'a dot that makes groups': any(models, ({ parts }) =>
      parts.some(
        ({ name }) => name.includes('.') && !parts.some((other) => name.startsWith(`${other.name}.`)),
      ),
    ),
    'a layer twice in one model': any(models, (model) => repeats(model, 'dense')),
    'a layer in two models': any(parts, (part) => part.kind === 'dense' && holders(part) > 1),
    'a model twice in one model': any(models, (model) => repeats(model, 'model')),
    'a model in two models': any(nested, (model) => holders(model) > 1),
    'a model that begins with a model': any(
      models,
      ({ style, parts }) => style === 'sequential' && parts[0]!.kind === 'model',
    ),
    'a frozen layer': any(parts, (part) => part.kind === 'dense' && part.frozen),
    'a frozen nested model': any(nested, ({ frozen }) => frozen),
    'an idle input': any(outer, ({ idle }) => idle !== 'none'),
    'an idle input of a nested model': any(nested, ({ idle }) => idle !== 'none'),
    'models of one name': new Set(outer.map(({ name }) => name)).size < outer.length,
    'a nested model listed beside its holder': any(listed, (model) =>
      listed.some((other) => isIn(model, other)),
    ),
    'a nested model listed before its holder': any(listed, (model) =>
      listed.some((other) => isIn(model, other) && listed.indexOf(model) < listed.indexOf(other)),
    ),
    'a model listed twice': new Set(listed).size < listed.length,
    'nothing listed': listed.length === 0,
    'a nested model run by itself': any(runs, ({ model }) => nested.includes(model)),
    'a nested model run before its holder': any(runs, ({ model }) =>
      runs.some(
        (other) =>
          isIn(model, other.model) && runs.findIndex((run) => run.model === model) < runs.indexOf(other),
      ),
    ),
    'a layer of two listed models': any(
      parts,
      (part) => outer.filter((model) => isIn(part, model)).length > 1,
    ),
    'a GAN': outer[0]!.name === 'gan',
  };
  return (Object.keys(hits) as Kind[]).filter((kind) => hits[kind]);
}

export const inputSize = (model: ModelPlan): number => inputsOf(model);
