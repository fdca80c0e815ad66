/**
 * @file What the textbook calls attention and FFN, found in a model's rows by their names: layers below one
 * path, such as `blocks.0.attn.qkv` and `blocks.0.attn.proj`. Reads paths, class names, configs and shapes.
 */
import { keyOf } from '../core/path-key.ts';
import { sizeOf } from '../core/shape.ts';
import type { LayerUse, TheoryRow } from '../core/theory.ts';
import { hasBias, isDerived, isIdle, size, widthIn, type Derived } from './layer.ts';

/** The shapes in which a group is used, and how often. */
export interface TokenUse {
  readonly n: number;
  readonly batch: number;
  readonly calls: number;
}

export interface AttentionGroup {
  readonly path: readonly string[];
  readonly rows: readonly Derived[];
  readonly uses: readonly TokenUse[];
  /** D, the width of the tokens that come in. */
  readonly d: number;
  readonly heads: number;
  /** d, the width of a head. */
  readonly headWidth: number;
  /** Width of the tokens that go out, after the output projection. */
  readonly dOut: number;
  /** Biases of the fused queries, keys and values, and of the output projection. */
  readonly biases: { readonly maps: number; readonly projection: number };
}

export interface MlpGroup {
  readonly path: readonly string[];
  readonly rows: readonly Derived[];
  readonly uses: readonly TokenUse[];
  readonly d: number;
  readonly dff: number;
  readonly hasBias: { readonly first: boolean; readonly second: boolean };
}

const isDense = ({ className }: TheoryRow): boolean => className === 'Dense';
const parentOf = ({ path }: TheoryRow): readonly string[] => path.slice(0, -1);
const samePath = (a: readonly string[], b: readonly string[]): boolean => keyOf(a) === keyOf(b);
const below = (rows: readonly TheoryRow[], path: readonly string[]): readonly TheoryRow[] =>
  rows.filter((row) => samePath(row.path.slice(0, path.length), path));

/** The rows below each path that is asked for, found once. */
function lookUp(rows: readonly TheoryRow[]): (path: readonly string[]) => readonly TheoryRow[] {
  const found = new Map<string, readonly TheoryRow[]>();
  return (path) => {
    const key = keyOf(path);
    const known = found.get(key) ?? below(rows, path);
    found.set(key, known);
    return known;
  };
}

/** Tokens of a dense layer's input [B, …, D]: everything between batch and width. */
const tokenUse = ({ inputs, calls }: LayerUse): TokenUse => {
  const [batch = 0, ...rest] = inputs[0] ?? [];
  return { n: sizeOf(rest.slice(0, -1)), batch, calls };
};

/**
 * Attention: fused queries, keys and values, scores, their application, output projection, and nothing else.
 */
export function attentionGroups(rows: readonly TheoryRow[]): readonly AttentionGroup[] {
  const rowsBelow = lookUp(rows);
  return rows.flatMap((scores) => {
    const path = parentOf(scores);
    if (scores.className !== 'AttentionScores' || path.length === 0) return [];
    const group = rowsBelow(path);
    if (!group.every(isDerived)) return [];
    const busy = group.filter((row) => !isIdle(row));
    const [qkv, second, apply, projection] = busy;
    if (qkv === undefined || projection === undefined || busy.length !== 4) return [];
    const isAttention =
      isDense(qkv) && second === scores && apply?.className === 'AttentionApply' && isDense(projection);
    const heads = size(scores.config, 'heads');
    const headWidth = size(scores.config, 'head_width');
    const [maps, dOut] = [size(qkv.config, 'units'), size(projection.config, 'units')];
    if (!isAttention || maps !== 3 * heads * headWidth || widthIn(projection) !== heads * headWidth)
      return [];
    return [
      {
        path,
        rows: group,
        uses: qkv.uses.map(tokenUse),
        d: widthIn(qkv),
        heads,
        headWidth,
        dOut,
        biases: { maps: hasBias(qkv) ? maps : 0, projection: hasBias(projection) ? dOut : 0 },
      },
    ];
  });
}

/** An FFN: two dense layers, D → Dff → D, and nothing else with work or parameters. */
export function mlpGroups(rows: readonly TheoryRow[]): readonly MlpGroup[] {
  const rowsBelow = lookUp(rows);
  return rows.flatMap((first) => {
    const path = parentOf(first);
    if (!isDense(first) || path.length === 0) return [];
    const group = rowsBelow(path);
    if (!group.every(isDerived)) return [];
    const [one, second, ...others] = group.filter((row) => !isIdle(row));
    if (one !== first || second === undefined || others.length > 0 || !isDense(second)) return [];
    const [d, dff] = [widthIn(one), size(one.config, 'units')];
    const returns = widthIn(second) === dff && size(second.config, 'units') === d;
    if (!returns || !samePath(parentOf(second), path)) return [];
    return [
      {
        path,
        rows: group,
        uses: one.uses.map(tokenUse),
        d,
        dff,
        hasBias: { first: hasBias(one), second: hasBias(second) },
      },
    ];
  });
}
