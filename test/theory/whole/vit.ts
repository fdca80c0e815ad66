/**
 * @file Whole vision transformers in closed form, as a second check of the walk over their layers, with which
 * it shares nothing. A. Dosovitskiy et al., arXiv:2010.11929; distilled: H. Touvron et al., arXiv:2012.12877.
 */

export interface VitShape {
  /** Height and width of the image and of a patch, pixels. */
  readonly imageSize: number;
  readonly patchSize: number;
  readonly channels: number;
  /** D. */
  readonly width: number;
  /** Number of blocks, L. */
  readonly depth: number;
  /** h. */
  readonly heads: number;
  /** d; h·d need not be D. */
  readonly headWidth: number;
  /** Dff. */
  readonly mlpWidth: number;
  readonly classes: number;
  /** A second token with a head of its own. */
  readonly distilled: boolean;
}

const tokensOf = ({ imageSize, patchSize, distilled }: VitShape) => {
  const patches = (imageSize / patchSize) ** 2;
  const learned = distilled ? 2 : 1;
  return { patches, learned, all: patches + learned };
};

/**
 * n·P²·C·D + L·(3·N·D·hd + 2·N²·hd + N·hd·D + 2·N·D·Dff) + D·classes for each learned token, times the batch.
 */
export function vitMultiplyAdds(vit: VitShape & { readonly batch: number }): number {
  const { patchSize: p, channels, width: d, depth, heads, headWidth, mlpWidth, classes, batch } = vit;
  const { patches, learned, all: n } = tokensOf(vit);
  const inner = heads * headWidth;
  const patchEmbedding = patches * p * p * channels * d;
  const attention = 3 * n * d * inner + 2 * n * n * inner + n * inner * d;
  const mlp = 2 * n * d * mlpWidth;
  return batch * (patchEmbedding + depth * (attention + mlp) + learned * d * classes);
}

/**
 * All trainable: maps with biases, two layer norms a block and one after the last, learned tokens and
 * positions.
 */
export function vitParameters(vit: VitShape): number {
  const { patchSize: p, channels, width: d, depth, heads, headWidth, mlpWidth, classes } = vit;
  const { learned, all: n } = tokensOf(vit);
  const inner = heads * headWidth;
  const patchEmbedding = (p * p * channels + 1) * d;
  const attention = (d + 1) * 3 * inner + (inner + 1) * d;
  const mlp = (d + 1) * mlpWidth + (mlpWidth + 1) * d;
  const norm = 2 * d;
  const classifiers = learned * (d + 1) * classes;
  return patchEmbedding + learned * d + n * d + depth * (norm + attention + norm + mlp) + norm + classifiers;
}
