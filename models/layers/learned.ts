/** @file Layers that own one learned tensor: its initial value, its configuration. */
import * as tf from '@tensorflow/tfjs';
import type { LayerArgs } from './layer-args.ts';
import type { Initializer } from '../weights.ts';

/** An initializer as a layer's JSON holds it. */
export interface SerialisedInitializer {
  readonly className: string;
  readonly config: tf.serialization.ConfigDict;
}

/** Arguments of a layer that learns a tensor. */
export interface LearnedArgs extends LayerArgs {
  /** Initialises the learned tensor; zeros unless given. From JSON it comes as class name and config. */
  readonly initializer?: Initializer | SerialisedInitializer;
}

/** Revives an initializer by its registered class, as tfjs does for its own layers. */
function initializerOf(given: LearnedArgs['initializer']): Initializer {
  if (given === undefined) return tf.initializers.zeros();
  if ('apply' in given) return given;
  const entry = tf.serialization.SerializationMap.getMap().classNameMap[given.className];
  if (entry === undefined) throw new Error(`No initializer class "${given.className}" is registered.`);
  const [cls, fromConfig] = entry;
  return fromConfig(cls, given.config) as Initializer;
}

/** A layer [B, n, D] → [B, N, D] with one float32 weight [1, rows, D]. */
export abstract class Learned extends tf.layers.Layer {
  protected learned: tf.LayerVariable | undefined;
  private readonly initializer: Initializer;

  constructor(args: LearnedArgs = {}) {
    super(args);
    this.initializer = initializerOf(args.initializer);
  }

  /** Rows of the weight, given the number of tokens in the input. */
  protected abstract rows(tokens: number): number;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [, tokens, width] = inputShape as [number | null, number, number];
    this.learned = this.addWeight('learned', [1, this.rows(tokens), width], 'float32', this.initializer);
    this.built = true;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { initializer } = this;
    const serialised = { className: initializer.getClassName(), config: initializer.getConfig() };
    return { ...super.getConfig(), initializer: serialised };
  }
}
