/**
 * @file Layers of a page whose models nobody holds, by the variables that tfjs's engine lists: tfjs-layers names them after
 * their layer (`stem/kernel`) and makes those of a layer one after another.
 */
import { distinctNames } from '../../core/layer-path.ts';
import { foundEngine } from '../../trace/engine.ts';
import type { NamedVariables } from '../../trace/variable-scopes.ts';

type Listed = NamedVariables['variables'][number]['variable'];

/** A second `stem/kernel` is called `stem/kernel_1`. */
const NAME = /^(.+)\/([^/]+?)(?:_\d+)?$/;

function listed(): readonly (readonly [name: string, variable: Listed])[] {
  const state: unknown = Reflect.get(foundEngine() ?? {}, 'state');
  const variables: unknown = Reflect.get(Object(state), 'registeredVariables');
  return Object.entries(Object(variables) as Readonly<Record<string, Listed>>);
}

/** Variables of optimizers, named after another one, are no layer's; those without a layer's name neither. */
export function layersOfVariables(): readonly NamedVariables[] {
  const all = listed();
  const names = new Set(all.map(([name]) => name));
  const layers: { layer: string; variables: { name: string; variable: Listed }[] }[] = [];
  for (const [fullName, variable] of all) {
    const [, layer, weight] = NAME.exec(fullName) ?? [];
    if (layer === undefined || weight === undefined || names.has(layer)) continue;
    const name = `${layer}/${weight}`;
    const last = layers.at(-1);
    if (last?.layer === layer && last.variables.every((other) => other.name !== name))
      last.variables.push({ name, variable });
    else layers.push({ layer, variables: [{ name, variable }] });
  }
  const distinct = distinctNames(layers.map(({ layer }) => layer));
  return layers.map(({ variables }, i) => ({ layer: distinct[i]!, variables }));
}
