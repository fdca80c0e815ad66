/** @file Through what a row changed: its config, or the attributes and shapes of its calls. */
import type { AttributeChange } from '../core/changes.ts';
import { groupBy } from '../core/group-by.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import { keyOf } from '../core/path-key.ts';
import type { LayerRow, Report } from '../core/report.ts';
import type { Json } from '../core/shape.ts';

type Attributes = { readonly [name: string]: Json };

/** Where two objects differ, by name; what one of them does not say is no difference. */
export const attributeChanges = (a: Attributes, b: Attributes): readonly AttributeChange[] =>
  Object.entries(a).flatMap(([name, from]) => {
    const to = b[name];
    const isSame = from === to || to === undefined || JSON.stringify(from) === JSON.stringify(to);
    return isSame ? [] : [{ name, a: from, b: to }];
  });

/** What is known of a row beside its counts. */
interface RowAttributes {
  readonly className: string;
  readonly config: Attributes;
  /** Of a row that ran one distinct call alone: its attributes, and its weights' shapes. */
  readonly call: () => Attributes;
  /** How often it was called, and its shapes, of its first call. */
  readonly shapes: Attributes;
}

function attributesOfCall({ kernel, inputs, attrs }: KernelCall): Attributes {
  const shapes = Object.entries(inputs).flatMap(([name, tensor]) =>
    tensor?.origin === 'weight' ? [[name, tensor.shape] as const] : [],
  );
  return { kernel, ...(attrs as Attributes), ...Object.fromEntries(shapes) };
}

/** Looks up the attributes of a report's rows. */
export function attributesIn({
  theoryRows,
  entries,
  calls,
  scopeCalls,
}: Report): (row: LayerRow) => RowAttributes {
  const configs = new Map(theoryRows.map(({ path, config }) => [keyOf(path), config]));
  const ran = groupBy(
    entries.filter((entry) => entry.calls > 0),
    ({ scope }) => scope,
  );
  const called = groupBy(scopeCalls, ({ scope }) => scope);
  return ({ path, scope, className, layerCalls, outputs: [output] }) => {
    const own = (scope === null ? undefined : ran.get(scope)) ?? [];
    const [input] = (scope === null ? undefined : called.get(scope)?.[0]?.inputs) ?? [];
    return {
      className,
      config: configs.get(keyOf(path)) ?? {},
      call: () => (own.length === 1 ? attributesOfCall(calls[own[0]!.call]!) : {}),
      shapes: {
        ...(layerCalls === 0 ? {} : { 'layer calls': layerCalls }),
        ...(input === undefined ? {} : { input }),
        ...(output === undefined ? {} : { output }),
      },
    };
  };
}

/** What a layer's config says of it; of a graph's node, which has none, what its call says. */
export function rowAttributeChanges(a: RowAttributes, b: RowAttributes): readonly AttributeChange[] {
  const isOfLayers = Object.keys(a.config).length > 0 && Object.keys(b.config).length > 0;
  const own = isOfLayers
    ? [
        ...attributeChanges({ class: a.className }, { class: b.className }),
        ...attributeChanges(a.config, b.config),
      ]
    : attributeChanges(a.call(), b.call());
  return [...own, ...attributeChanges(a.shapes, b.shapes)];
}
