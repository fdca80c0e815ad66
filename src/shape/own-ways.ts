/**
 * @file Where a backend of tfjs 4.22 gives another type than our rules say, which go with cpu's: its rules, for a comparison
 * with what ran there.
 */
import { broadcast, wider } from './axes.ts';
import { described, rule, type Described, type OnX, type ShapeRules } from './rule.ts';
import { SHAPE_RULES } from './table.ts';

const WASM: ShapeRules = {
  Expm1: rule<OnX>(({ x }) => described(x.shape, 'float32')),
  FloorDiv: rule<{ a: Described; b: Described }>(({ a, b }) =>
    described(broadcast(a.shape, b.shape), wider(a.dtype, b.dtype)),
  ),
};

const WEBGL: ShapeRules = {
  MaxPoolWithArgmax: (inputs, attrs) => {
    const [maxima, places] = SHAPE_RULES['MaxPoolWithArgmax']!(inputs, attrs) as readonly [
      Described,
      Described,
    ];
    return [maxima, described(places.shape, 'float32')];
  },
};

/** By backend; none for those that do as cpu does. */
export const OWN_RULES: Readonly<Record<string, ShapeRules>> = { wasm: WASM, webgl: WEBGL };
