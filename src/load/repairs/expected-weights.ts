/**
 * @file The weights that a repaired model will have: tfjs's name for each, and its place in a `.keras` file of Keras 3,
 * which numbers layers by class, in their order, and the weights of each.
 */
import { fieldsAt, isFields, listAt, snakeCase, type Fields } from './fields.ts';
import { classOf, isModel, nameOf } from './model.ts';
import { variablesOf, type Variable } from './variables.ts';

/** A weight that the repaired model will have. */
export interface ExpectedWeight {
  /** tfjs's name for it. */
  readonly name: string;
  readonly layer: string;
  readonly className: string;
  /** Names of models around the layer, outermost first. */
  readonly models: readonly string[];
  /** The layer's name, and that of the direction in a Bidirectional one. */
  readonly scope: string;
  readonly variable: Variable;
  /** Its name in a `.keras` file. */
  readonly numbered: string;
}

/** The place of each layer in a `.keras` file, from the classes before any was repaired. */
export type Places = Map<Fields, string>;

/** Operations of Keras 3 are no layers: they have a name in their config and nothing of a layer. */
const isLayer = (layer: Fields): boolean =>
  ['dtype', 'trainable', 'layers'].some((key) => key in fieldsAt(layer, 'config'));

export function placesOf(config: Fields, within: string, places: Places = new Map()): Places {
  const seen = new Map<string, number>();
  for (const layer of listAt(config, 'layers').filter(isFields).filter(isLayer)) {
    const name = snakeCase(classOf(layer));
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    place(layer, `${within}layers/${before === 0 ? name : `${name}_${before}`}/`, places);
  }
  return places;
}

function place(layer: Fields, within: string, places: Places): void {
  places.set(layer, within);
  const config = fieldsAt(layer, 'config');
  if (isModel(classOf(layer))) placesOf(config, within, places);
  if (isFields(config['layer'])) place(config['layer'], `${within}layer/`, places);
}

const CELLS: ReadonlySet<string> = new Set(['SimpleRNN', 'LSTM', 'GRU', 'GRUResetAfter']);

export function expectedWeightsOf(
  config: Fields,
  models: readonly string[],
  places: Places,
): ExpectedWeight[] {
  return listAt(config, 'layers')
    .filter(isFields)
    .flatMap((layer) => slotsOfLayer(layer, models, places));
}

function slotsOfLayer(layer: Fields, models: readonly string[], places: Places): ExpectedWeight[] {
  const [name, className, config] = [nameOf(layer), classOf(layer), fieldsAt(layer, 'config')];
  const within = places.get(layer) ?? '';
  if (isModel(className)) return expectedWeightsOf(config, [...models, name], places);
  const inner = fieldsAt(config, 'layer');
  if (className === 'TimeDistributed' && isModel(classOf(inner)))
    return expectedWeightsOf(fieldsAt(inner, 'config'), [...models, name], places);
  const weightsIn = (of: Fields, scope: string, part: string): ExpectedWeight[] =>
    variablesOf(classOf(of), fieldsAt(of, 'config')).map((variable, index) => ({
      name: `${scope}/${variable.name}`,
      layer: name,
      className,
      models,
      scope,
      variable,
      numbered: `${within}${part}${CELLS.has(classOf(of)) ? 'cell/' : ''}vars/${index}`,
    }));
  if (className === 'TimeDistributed') return weightsIn(inner, name, 'layer/');
  if (className === 'Bidirectional')
    return ['forward', 'backward'].flatMap((direction) =>
      weightsIn(inner, `${name}/${direction}_${nameOf(inner)}`, `${direction}_layer/`),
    );
  return weightsIn(layer, name, '');
}
