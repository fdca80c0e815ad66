/**
 * @file The textbook's word on a layer and on a group, with what it leaves out as closed forms. Reads paths,
 * class names, configs and shapes, never the work or the parameters that theory derived.
 */
import type { TextbookForm } from '../core/theory.ts';
import type { Factors } from '../core/work.ts';
import { F1, F2, F6, F7, P1, P2, P5, P6, type Convolution, type Said } from './forms.ts';
import type { AttentionGroup, MlpGroup } from './groups.ts';
import { hasBias, heightAndWidth, image, size, widthIn, type Derived } from './layer.ts';

export type Term = TextbookForm['terms'][number];

/** What the text has on one part of a model; `null` where it has no form. */
export interface Part {
  readonly multiplyAdds: TextbookForm | null;
  readonly parameters: TextbookForm | null;
}

/** A term, left out where it is nothing. */
export const term = (name: string, sign: 1 | -1, factors: Factors): readonly Term[] =>
  Object.values(factors).includes(0) ? [] : [{ term: name, sign, factors }];

export const noBias = (outputs: number): readonly Term[] => term('no bias', -1, { outputs });

export const formOf = (said: Said, ...terms: readonly (readonly Term[])[]): TextbookForm => ({
  ...said,
  terms: terms.flat(),
});

/** Joins what is said of several uses of one layer, or of its several steps. */
export const joined = (saids: readonly Said[]): Said => ({
  form: [...new Set(saids.map(({ form }) => form))].join(' + '),
  name: [...new Set(saids.map(({ name }) => name))].join(' + '),
  text: [...new Set(saids.map(({ text }) => text))].join(' + '),
  says: saids.flatMap(({ says }) => says),
});

/** A factor for the calls of a layer, where there are several. */
export const often = (calls: number, factors: Factors): Factors =>
  calls === 1 ? factors : { calls, ...factors };

const repeated = (calls: number, said: Said): Said => ({
  ...said,
  says: said.says.map(({ factors }) => ({ factors: often(calls, factors) })),
});

/** Kernel, channels and output map of each use of a two-dimensional convolution. */
function convolutionUses(row: Derived): readonly { calls: number; shape: Convolution }[] {
  const [kh, kw] = heightAndWidth(row.config, 'kernel_size');
  return row.uses.map(({ inputs, outputs, calls }) => {
    const { batch, channels: cIn } = image(row, inputs[0]);
    const { channels: cOut, height: ho, width: wo } = image(row, outputs[0]);
    return { calls, shape: { kh, kw, cIn, cOut, ho, wo, batch } };
  });
}

const plain = (row: Derived): Part => {
  const uses = convolutionUses(row);
  const shape = uses[0]?.shape;
  return {
    multiplyAdds: formOf(joined(uses.map((use) => repeated(use.calls, F1(use.shape))))),
    parameters: shape ? formOf(P1(shape), hasBias(row) ? [] : noBias(shape.cOut)) : null,
  };
};

/** Each input channel is a group; the text's Cin is then the one channel that a group sees. */
const depthwise = (row: Derived): Part => {
  const uses = convolutionUses(row);
  const shape = uses[0]?.shape;
  return {
    multiplyAdds: formOf(
      joined(uses.map((use) => repeated(use.calls, F2({ ...use.shape, groups: use.shape.cIn })))),
    ),
    parameters: shape ? formOf(P1({ ...shape, cIn: 1 }), hasBias(row) ? [] : noBias(shape.cOut)) : null,
  };
};

/** Depthwise without a bias, then 1×1. */
const separable = (row: Derived): Part => {
  const multiplier = size(row.config, 'depth_multiplier', 1);
  const steps = convolutionUses(row).map(({ calls, shape }) => {
    const between = shape.cIn * multiplier;
    return {
      calls,
      first: { ...shape, cOut: between },
      second: { ...shape, kh: 1, kw: 1, cIn: between },
    };
  });
  const step = steps[0];
  return {
    multiplyAdds: formOf(
      joined(
        steps.flatMap(({ calls, first, second }) => [
          repeated(calls, F2({ ...first, groups: first.cIn })),
          repeated(calls, F1(second)),
        ]),
      ),
    ),
    parameters: step
      ? formOf(
          joined([P1({ ...step.first, cIn: 1 }), P1(step.second)]),
          noBias(step.first.cOut),
          hasBias(row) ? [] : noBias(step.second.cOut),
        )
      : null,
  };
};

/** F1 or F2 and P1, for the classes of convolution that the text speaks of. */
export const CONVOLUTION_PARTS: Readonly<Record<string, (row: Derived) => Part>> = {
  Conv2D: plain,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
};

/** P2; of the cost of a lone dense layer the text says nothing. */
export function densePart(row: Derived): Part & { readonly parameters: TextbookForm } {
  const outputs = size(row.config, 'units');
  const form = formOf(P2({ inputs: widthIn(row), outputs }), hasBias(row) ? [] : noBias(outputs));
  return { multiplyAdds: null, parameters: form };
}

/** F6 and P5: the text has no output projection, no biases, and heads that are D wide altogether. */
export function attentionPart({ uses, d, heads, headWidth, dOut, biases }: AttentionGroup): {
  readonly multiplyAdds: TextbookForm;
  readonly parameters: TextbookForm;
} {
  const excess = heads * headWidth - d;
  const [sign, width] = [excess < 0 ? -1 : 1, Math.abs(excess)] as const;
  const perUse = uses.flatMap(({ n, batch, calls }) => [
    ...term('output projection', 1, often(calls, { n, heads, headWidth, dOut, batch })),
    ...term('head width', sign, often(calls, { maps: 3, n, d, width, batch })),
    ...term('head width', sign, often(calls, { products: 2, queries: n, keys: n, width, batch })),
  ]);
  return {
    multiplyAdds: formOf(
      joined(uses.map(({ n, batch, calls }) => repeated(calls, F6({ n, d, batch })))),
      perUse,
    ),
    parameters: formOf(
      P5({ d }),
      term('output projection', 1, { heads, headWidth, dOut }),
      term('head width', sign, { maps: 3, d, width }),
      term('biases', 1, { maps: biases.maps }),
      term('biases', 1, { projection: biases.projection }),
    ),
  };
}

/** F7 and P6. */
export function mlpPart({ uses, d, dff, hasBias }: MlpGroup): {
  readonly multiplyAdds: TextbookForm;
  readonly parameters: TextbookForm;
} {
  return {
    multiplyAdds: formOf(
      joined(uses.map(({ n, batch, calls }) => repeated(calls, F7({ n, d, dff, batch })))),
    ),
    parameters: formOf(P6({ d, dff }), hasBias.first ? [] : noBias(dff), hasBias.second ? [] : noBias(d)),
  };
}
