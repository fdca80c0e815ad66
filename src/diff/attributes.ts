/** @file Through what a row changed: its config, or the attributes and shapes of its calls. */
import type { AttributeChange } from '../core/changes.ts';
import type { LayerRow, Report } from '../core/report.ts';
import type { Json } from '../core/shape.ts';

type Attributes = { readonly [name: string]: Json };

/** Where two objects differ, by name; what one of them does not say is no difference. */
export const attributeChanges = (a: Attributes, b: Attributes): readonly AttributeChange[] =>
  Object.entries(a).flatMap(([name, from]) => {
    const to = b[name];
    return to === undefined || JSON.stringify(from) === JSON.stringify(to) ? [] : [{ name, a: from, b: to }];
  });

const configOf = ({ theoryRows }: Report, { path }: LayerRow): Attributes =>
  theoryRows.find((row) => JSON.stringify(row.path) === JSON.stringify(path))?.config ?? {};

/** Attributes and weights' shapes of the calls of a row, where it ran one distinct call alone. */
function callOf({ entries, calls }: Report, { scope }: LayerRow): Attributes {
  const own = entries.filter((entry) => entry.scope === scope && entry.calls > 0);
  const [entry] = own;
  if (entry === undefined || own.length > 1) return {};
  const { kernel, inputs, attrs } = calls[entry.call]!;
  const shapes = Object.entries(inputs).flatMap(([name, tensor]) =>
    tensor?.origin === 'weight' ? [[name, tensor.shape] as const] : [],
  );
  return { kernel, ...(attrs as Attributes), ...Object.fromEntries(shapes) };
}

/** The shapes of a layer's first call. */
function shapesOf({ scopeCalls }: Report, { scope, outputs }: LayerRow): Attributes {
  const [input] = scopeCalls.find((call) => call.scope === scope)?.inputs ?? [];
  const [output] = outputs;
  return { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) };
}

/** What a layer's config says of it; of a graph's node, which has none, what its call says. */
export function rowAttributeChanges(
  [reportA, a]: readonly [Report, LayerRow],
  [reportB, b]: readonly [Report, LayerRow],
): readonly AttributeChange[] {
  const [configA, configB] = [configOf(reportA, a), configOf(reportB, b)];
  const isOfLayers = Object.keys(configA).length > 0 && Object.keys(configB).length > 0;
  const own = isOfLayers
    ? attributeChanges(configA, configB)
    : attributeChanges(callOf(reportA, a), callOf(reportB, b));
  return [...own, ...attributeChanges(shapesOf(reportA, a), shapesOf(reportB, b))];
}
