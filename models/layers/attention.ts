/**
 * @file Scaled dot-product attention over fused queries, keys and values (Vaswani et al. 2017, eq. 1), as two
 * layers around a softmax layer. Each does one matmul, batched over images and heads.
 */
import * as tf from '@tensorflow/tfjs';
import type { LayerArgs } from './layer-args.ts';

/** Arguments of {@link AttentionScores} and {@link AttentionApply}. */
export interface AttentionArgs extends LayerArgs {
  /** h. */
  readonly heads: number;
  /** d, the width of each head's query, key and value. */
  readonly headWidth: number;
}

/** What both layers know; `qkv` is [B, N, 3·h·d], the queries of all heads first, then keys, then values. */
/** What both halves of attention share. */
export abstract class Attention extends tf.layers.Layer {
  protected readonly heads: number;
  protected readonly headWidth: number;

  constructor(args: AttentionArgs) {
    super(args);
    this.heads = args.heads;
    this.headWidth = args.headWidth;
  }

  /** Queries (0), keys (1) or values (2) of `qkv`: [B, h, N, d]. */
  protected part(qkv: tf.Tensor3D, which: 0 | 1 | 2): tf.Tensor4D {
    const [batch, tokens] = qkv.shape;
    const width = this.heads * this.headWidth;
    const one = tf.slice(qkv, [0, 0, which * width], [batch, tokens, width]);
    return tf.transpose(tf.reshape(one, [batch, tokens, this.heads, this.headWidth]), [0, 2, 1, 3]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), heads: this.heads, headWidth: this.headWidth };
  }
}

/** softmax's input (q / √d)·kᵀ: qkv [B, N, 3·h·d] → [B, h, N, N]. */
export class AttentionScores extends Attention {
  static readonly className: string = 'AttentionScores';

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, tokens] = inputShape as [number | null, number];
    return [batch, this.heads, tokens, tokens];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const qkv = [inputs].flat()[0] as tf.Tensor3D;
      // N·d multiplies a head; scaling the scores would take N².
      const q = tf.mul(this.part(qkv, 0), 1 / Math.sqrt(this.headWidth));
      const transposeA = false;
      const transposeB = true;
      return tf.matMul(q, this.part(qkv, 1), transposeA, transposeB);
    });
  }
}

/** probabilities·v, heads side by side: probabilities [B, h, N, N] and qkv [B, N, 3·h·d] → [B, N, h·d]. */
export class AttentionApply extends Attention {
  static readonly className: string = 'AttentionApply';

  override computeOutputShape(inputShapes: tf.Shape[]): tf.Shape {
    const [batch, tokens] = inputShapes[1] as [number | null, number];
    return [batch, tokens, this.heads * this.headWidth];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [probabilities, qkv] = inputs as [tf.Tensor4D, tf.Tensor3D];
      const [batch, tokens] = qkv.shape;
      const heads = tf.transpose(tf.matMul(probabilities, this.part(qkv, 2)), [0, 2, 1, 3]);
      return tf.reshape(heads, [batch, tokens, this.heads * this.headWidth]);
    });
  }
}

tf.serialization.registerClass(AttentionScores);
tf.serialization.registerClass(AttentionApply);
