/**
 * @file The kinds of layers that the text has formulas for: the letters in which their sizes are written, and what the
 * layers really consist of, part by part, as products of these sizes. A part that only some of them have (a bias, an
 * output projection) is there with what it would be worth, so that a formula that has it too much is told so by name.
 */
import type { Factors } from '../../core/work.ts';

/** By their letters; beside them what no formula can read: widths and switches (0 or 1) that only parts need. */
export type Sizes = Factors;

export interface Part {
  readonly name: string;
  readonly amount: number;
  /** Whether the layer has it. */
  readonly isThere: boolean;
}

export type Parts = readonly Part[];

const part = (name: string, amount: number, isThere: number | boolean = true): Part => ({
  name,
  amount,
  isThere: Boolean(isThere),
});

export interface Kind {
  /** In a sentence. */
  readonly of: string;
  /** What a formula can read. */
  readonly letters: readonly string[];
  /** Sizes that are 0 or 1, or 0 where there is nothing: kept as they are where other sizes are tried. */
  readonly switches: readonly string[];
  /** `[a, b]`: a divides b, whatever the sizes. */
  readonly divides: readonly (readonly [string, string])[];
  /** For one example. */
  readonly multiplyAdds: (sizes: Sizes) => Parts;
  readonly parameters: (sizes: Sizes) => Parts;
}

const MAP_LETTERS = ['K', 'Kh', 'Kw', 'Cin', 'Cout', 'H', 'W', 'Ho', 'Wo'];

const define = <const T extends Readonly<Record<string, Kind>>>(kinds: T): T => kinds;

export const KINDS = define({
  convolution: {
    of: 'a convolution',
    letters: MAP_LETTERS,
    switches: ['bias'],
    divides: [],
    multiplyAdds: ({ Kh = 0, Kw = 0, Cin = 0, Cout = 0, Ho = 0, Wo = 0 }) => [
      part('products', Kh * Kw * Cin * Cout * Ho * Wo),
    ],
    parameters: ({ Kh = 0, Kw = 0, Cin = 0, Cout = 0, bias = 0 }) => [
      part('weights', Kh * Kw * Cin * Cout),
      part('bias', Cout, bias),
    ],
  },
  'grouped-convolution': {
    of: 'a grouped convolution',
    letters: ['g', ...MAP_LETTERS],
    switches: ['bias', 'pointwise', 'pointwiseBias'],
    divides: [
      ['g', 'Cin'],
      ['g', 'Cout'],
    ],
    multiplyAdds: ({ Kh = 0, Kw = 0, Cin = 0, Cout = 0, Ho = 0, Wo = 0, g = 1, pointwise = 0 }) => [
      part('products', ((Kh * Kw * Cin * Cout) / g) * Ho * Wo),
      part('pointwise step', Cout * pointwise * Ho * Wo),
    ],
    parameters: ({ Kh = 0, Kw = 0, Cin = 0, Cout = 0, g = 1, bias = 0, ...more }) => [
      part('weights', (Kh * Kw * Cin * Cout) / g),
      part('bias', Cout, bias),
      part('pointwise step', Cout * (more['pointwise'] ?? 0)),
      part('bias of the pointwise step', more['pointwise'] ?? 0, more['pointwiseBias']),
    ],
  },
  attention: {
    of: 'an attention',
    letters: ['N', 'D', 'Dk', 'h'],
    switches: ['mapBias', 'projectionBias'],
    divides: [['h', 'Dk']],
    multiplyAdds: ({ N = 0, D = 0, Dk = 0, projection = 0 }) => [
      part('Q, K and V', 3 * N * D * Dk),
      part('attention scores', N * N * Dk),
      part('apply attention', N * N * Dk),
      part('output projection', N * Dk * projection),
    ],
    parameters: ({ D = 0, Dk = 0, projection = 0, mapBias = 0, projectionBias = 0 }) => [
      part('Q, K and V', 3 * D * Dk),
      part('output projection', Dk * projection),
      part('biases of Q, K and V', 3 * Dk, mapBias),
      part('bias of the projection', projection, projectionBias),
    ],
  },
  'feed-forward': {
    of: 'a feed-forward network',
    letters: ['N', 'D', 'Dff'],
    switches: ['firstBias', 'secondBias'],
    divides: [],
    multiplyAdds: ({ N = 0, D = 0, Dff = 0 }) => [
      part('first layer', N * D * Dff),
      part('second layer', N * Dff * D),
    ],
    parameters: ({ D = 0, Dff = 0, firstBias = 0, secondBias = 0 }) => [
      part('first layer', D * Dff),
      part('second layer', Dff * D),
      part('bias of the first layer', Dff, firstBias),
      part('bias of the second layer', D, secondBias),
    ],
  },
  'patch-embedding': {
    of: 'a patch embedding',
    letters: ['P', 'C', 'D', 'H', 'W'],
    switches: ['bias'],
    divides: [
      ['P', 'H'],
      ['P', 'W'],
    ],
    multiplyAdds: ({ P = 1, C = 0, D = 0, H = 0, W = 0 }) => [
      part('products', Math.floor(H / P) * Math.floor(W / P) * P * P * C * D),
    ],
    parameters: ({ P = 0, C = 0, D = 0, bias = 0 }) => [
      part('weights', P * P * C * D),
      part('bias', D, bias),
    ],
  },
  dense: {
    of: 'a dense layer',
    letters: ['N', 'in', 'out'],
    switches: ['bias'],
    divides: [],
    multiplyAdds: ({ N = 0, in: inputs = 0, out = 0 }) => [part('products', N * inputs * out)],
    parameters: ({ in: inputs = 0, out = 0, bias = 0 }) => [
      part('weights', inputs * out),
      part('bias', out, bias),
    ],
  },
});

export type KindName = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[];

/** Layers of one kind that were found in a model: one layer, or the group that makes up an attention. */
export interface Found {
  readonly kind: KindName;
  /** Of the rows that it consists of. */
  readonly paths: readonly (readonly string[])[];
  /** Its sizes in each use, and how many examples or calls there were of it. */
  readonly uses: readonly { readonly sizes: Sizes; readonly times: number }[];
  /** A graph's nodes: a variable can belong to another node. */
  readonly isOfGraph: boolean;
}
