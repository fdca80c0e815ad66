/**
 * @file The vision transformer's own layers: the two matrix products of attention, batched over heads, and
 * the learned tokens. A. Dosovitskiy et al., "An Image is Worth 16x16 Words", arXiv:2010.11929, equations 1
 * to 7. N tokens of width D, h heads of width d; queries, keys and values lie beside each other in one [B, N,
 * 3·h·d].
 */
import type { Shape } from '../../core/shape.ts';
import type { LayerConfig, LayerFormulas, LayerFormula } from '../../core/theory.ts';
import { amount, NO_WORK } from '../../core/work.ts';
import { axisOf, dim, integer, ofRank, only, owned } from '../config.ts';

interface Heads {
  readonly batch: number;
  readonly tokens: number;
  readonly heads: number;
  readonly headWidth: number;
}

function headsOf(config: LayerConfig, queriesKeysValues: Shape): Heads {
  const [heads, headWidth] = [integer(config, 'heads'), integer(config, 'head_width')];
  const width = dim(ofRank(queriesKeysValues, 3), -1);
  if (width !== 3 * heads * headWidth) {
    throw new Error(`3 × ${heads} heads × ${headWidth} need ${3 * heads * headWidth} channels, got ${width}`);
  }
  return { batch: dim(queriesKeysValues, 0), tokens: dim(queriesKeysValues, 1), heads, headWidth };
}

/** softmax's argument Q·Kᵀ / √d: h·N·N·d multiply-adds for [B, h, N, N]. */
const scores: LayerFormula = (config, inputs) => {
  const { batch, tokens, heads, headWidth } = headsOf(config, only(inputs));
  return {
    outputs: [[batch, heads, tokens, tokens]],
    work: [amount('products', 'multiplyAdds', { heads, queries: tokens, keys: tokens, headWidth, batch })],
    parameters: owned(config, 0),
  };
};

/** The weighted sum A·V, heads side by side again: h·N·d·N multiply-adds for [B, N, h·d]. */
const apply: LayerFormula = (config, inputs) => {
  const [weights, queriesKeysValues] = inputs;
  if (weights === undefined || queriesKeysValues === undefined || inputs.length > 2) {
    throw new Error(`it takes the scores and the queries, keys and values, got ${inputs.length} inputs`);
  }
  const { batch, tokens, heads, headWidth } = headsOf(config, queriesKeysValues);
  if (weights.join() !== [batch, heads, tokens, tokens].join()) {
    throw new Error(
      `its scores are [${weights.join(', ')}], not [${[batch, heads, tokens, tokens].join(', ')}]`,
    );
  }
  return {
    outputs: [[batch, tokens, heads * headWidth]],
    work: [amount('products', 'multiplyAdds', { heads, queries: tokens, headWidth, keys: tokens, batch })],
    parameters: owned(config, 0),
  };
};

/** One learned token in front of all others: D parameters. */
const classToken: LayerFormula = (config, inputs) => {
  const input = only(inputs, 3);
  const [batch, tokens, width] = [dim(input, 0), dim(input, 1), dim(input, 2)];
  return { outputs: [[batch, tokens + 1, width]], work: NO_WORK, parameters: owned(config, width) };
};

/** A learned vector added to each token: N·D parameters. */
const learnedPositions: LayerFormula = (config, inputs) => {
  const input = only(inputs, 3);
  return { outputs: [input], work: NO_WORK, parameters: owned(config, dim(input, 1) * dim(input, 2)) };
};

/** One token out of N. */
const takeToken: LayerFormula = (config, inputs) => {
  const input = only(inputs, 3);
  axisOf(config['index'] ?? 0, dim(input, 1), 'index');
  return { outputs: [[dim(input, 0), dim(input, 2)]], work: NO_WORK, parameters: owned(config, 0) };
};

export const ATTENTION = {
  AttentionScores: scores,
  AttentionApply: apply,
  ClassToken: classToken,
  LearnedPositions: learnedPositions,
  TakeToken: takeToken,
} satisfies LayerFormulas;
