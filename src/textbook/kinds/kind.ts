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

/** Letters and switches of all kinds. */
type Letter =
  | 'K' | 'Kh' | 'Kw' | 'Cin' | 'Cout' | 'H' | 'W' | 'Ho' | 'Wo' | 'g' | 'pointwise' | 'pointwiseBias'
  | 'N' | 'D' | 'Dk' | 'h' | 'projection' | 'mapBias' | 'projectionBias'
  | 'Dff' | 'firstBias' | 'secondBias'
  | 'P' | 'C' | 'in' | 'out' | 'bias'; // prettier-ignore

export type KnownSizes = Readonly<Record<Letter, number>>;

/** Sizes of which a missing one throws when it is read: as a 0 it would be a number of the verdict. */
export const known = (sizes: Sizes): KnownSizes =>
  new Proxy<KnownSizes>(sizes, {
    get(target, letter) {
      const size: unknown = Reflect.get(target, letter);
      if (size === undefined) throw new Error(`a layer's size ${String(letter)} is not known`);
      return size;
    },
  });

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

interface Definition extends Omit<Kind, 'multiplyAdds' | 'parameters'> {
  readonly multiplyAdds: (sizes: KnownSizes) => Parts;
  readonly parameters: (sizes: KnownSizes) => Parts;
}

const define = <Name extends string>(
  kinds: Readonly<Record<Name, Definition>>,
): Readonly<Record<Name, Kind>> =>
  Object.fromEntries(
    Object.entries<Definition>(kinds).map(([name, kind]) => [
      name,
      {
        ...kind,
        multiplyAdds: (sizes: Sizes) => kind.multiplyAdds(known(sizes)),
        parameters: (sizes: Sizes) => kind.parameters(known(sizes)),
      },
    ]),
  ) as unknown as Readonly<Record<Name, Kind>>;

export const KINDS = define({
  convolution: {
    of: 'a convolution',
    letters: MAP_LETTERS,
    switches: ['bias'],
    divides: [],
    multiplyAdds: ({ Kh, Kw, Cin, Cout, Ho, Wo }) => [part('products', Kh * Kw * Cin * Cout * Ho * Wo)],
    parameters: ({ Kh, Kw, Cin, Cout, bias }) => [
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
    multiplyAdds: ({ Kh, Kw, Cin, Cout, Ho, Wo, g, pointwise }) => [
      part('products', ((Kh * Kw * Cin * Cout) / g) * Ho * Wo),
      part('pointwise step', Cout * pointwise * Ho * Wo),
    ],
    parameters: ({ Kh, Kw, Cin, Cout, g, bias, pointwise, pointwiseBias }) => [
      part('weights', (Kh * Kw * Cin * Cout) / g),
      part('bias', Cout, bias),
      part('pointwise step', Cout * pointwise),
      part('bias of the pointwise step', pointwise, pointwiseBias),
    ],
  },
  attention: {
    of: 'an attention',
    letters: ['N', 'D', 'Dk', 'h'],
    switches: ['mapBias', 'projectionBias'],
    divides: [['h', 'Dk']],
    multiplyAdds: ({ N, D, Dk, projection }) => [
      part('Q, K and V', 3 * N * D * Dk),
      part('attention scores', N * N * Dk),
      part('apply attention', N * N * Dk),
      part('output projection', N * Dk * projection),
    ],
    parameters: ({ D, Dk, projection, mapBias, projectionBias }) => [
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
    multiplyAdds: ({ N, D, Dff }) => [part('first layer', N * D * Dff), part('second layer', N * Dff * D)],
    parameters: ({ D, Dff, firstBias, secondBias }) => [
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
    multiplyAdds: ({ P, C, D, H, W }) => [
      part('products', Math.floor(H / P) * Math.floor(W / P) * P * P * C * D),
    ],
    parameters: ({ P, C, D, bias }) => [part('weights', P * P * C * D), part('bias', D, bias)],
  },
  dense: {
    of: 'a dense layer',
    letters: ['N', 'in', 'out'],
    switches: ['bias'],
    divides: [],
    multiplyAdds: ({ N, in: inputs, out }) => [part('products', N * inputs * out)],
    parameters: ({ in: inputs, out, bias }) => [part('weights', inputs * out), part('bias', out, bias)],
  },
  positions: {
    of: 'a position encoding',
    letters: ['N', 'D'],
    switches: [],
    divides: [],
    multiplyAdds: () => [],
    parameters: ({ N, D }) => [part('positions', N * D)],
  },
});

export type KindName = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[];

/** Layers of one kind that were found in a model: one layer, or the group that makes up an attention. */
export interface Found {
  readonly kind: KindName;
  /** Of the rows that it consists of. */
  readonly paths: readonly (readonly string[])[];
  /** Of the rows of each part of its work, where the text has formulas for parts. */
  readonly parts?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Its sizes in each use, and how many examples or calls there were of it. */
  readonly uses: readonly { readonly sizes: Sizes; readonly times: number }[];
  /** A graph's nodes: a variable can belong to another node. */
  readonly isOfGraph: boolean;
}
