/**
 * @file The GRU of Keras 2 and 3 with `reset_after`, built on tfjs-layers' own: r ⊙ (h·R + b), where tfjs-layers 4.22 has
 * (r ⊙ h)·R alone. The second bias is a row of its own. K. Cho et al., arXiv:1406.1078, v1.
 */
import * as tf from '@tensorflow/tfjs';

interface Weight {
  read(): tf.Tensor;
}

type Function = (x: tf.Tensor) => tf.Tensor;

/** What we use of tfjs-layers' cell; its types call most of it private. */
interface Cell {
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: { apply: Function };
  readonly recurrentActivation: { apply: Function };
  readonly biasInitializer: unknown;
  readonly biasRegularizer: unknown;
  readonly biasConstraint: unknown;
  readonly kernel: Weight;
  readonly recurrentKernel: Weight;
  bias: Weight | null;
  built: boolean;
  build(shape: unknown): void;
  addWeight(...of: unknown[]): Weight;
}

type Class = new (...args: never[]) => object;
type Config = { readonly [key: string]: unknown };

const classNamed = (name: string): Class => {
  const [layer] = tf.serialization.SerializationMap.getMap().classNameMap[name]!;
  return layer;
};

/** Without what tfjs-layers refuses. */
const plain = (config: Config): Config => ({ ...config, resetAfter: false });

/** A product for each gate. */
function gatesOf(
  a: tf.Tensor2D,
  kernel: Weight,
  bias: tf.Tensor | null | undefined,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
  const all = tf.matMul(a, kernel.read());
  const [z, r, h] = tf.split(bias ? tf.add(all, bias) : all, 3, 1);
  return [z!, r!, h!];
}

function cellClass(): new (config: Config) => Cell {
  const Base = classNamed('GRUCell') as unknown as new (config: Config) => Cell;
  return class extends Base {
    constructor(config: Config) {
      super(plain(config));
    }

    override build(shape: unknown): void {
      const own = this as unknown as { useBias: boolean };
      const { useBias } = own;
      // The bias that tfjs-layers would make has one row.
      own.useBias = false;
      super.build(shape);
      own.useBias = useBias;
      if (!useBias) return;
      const { units, biasInitializer, biasRegularizer, biasConstraint } = this;
      this.bias = this.addWeight(
        'bias',
        [2, 3 * units],
        null,
        biasInitializer,
        biasRegularizer,
        true,
        biasConstraint,
      );
    }

    call([x, before]: [tf.Tensor2D, tf.Tensor2D]): tf.Tensor[] {
      return tf.tidy(() => {
        const [ofInput, ofState] = this.bias === null ? [null, null] : tf.unstack(this.bias.read());
        const [xz, xr, xh] = gatesOf(x, this.kernel, ofInput);
        const [hz, hr, hh] = gatesOf(before, this.recurrentKernel, ofState);
        const z = this.recurrentActivation.apply(tf.add(xz, hz));
        const r = this.recurrentActivation.apply(tf.add(xr, hr));
        const candidate = this.activation.apply(tf.add(xh, tf.mul(r, hh)));
        const after = tf.add(tf.mul(z, before), tf.mul(tf.sub(1, z), candidate));
        return [after, after];
      });
    }
  };
}

export const CLASS_NAME = 'GRUResetAfter';

/** Makes tfjs know the class, once. */
export function registerResetAfter(): void {
  if (Object.hasOwn(tf.serialization.SerializationMap.getMap().classNameMap, CLASS_NAME)) return;
  const ResetCell = cellClass();
  const Base = classNamed('GRU') as unknown as new (config: Config) => { cell: object; getConfig(): object };
  class GruResetAfter extends Base {
    static readonly className = CLASS_NAME;

    constructor(config: Config) {
      super(plain(config));
      this.cell = new ResetCell(config);
    }

    override getConfig(): object {
      return { ...super.getConfig(), resetAfter: true };
    }
  }
  tf.serialization.registerClass(
    GruResetAfter as unknown as Parameters<typeof tf.serialization.registerClass>[0],
  );
}
