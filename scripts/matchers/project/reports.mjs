// Three small models: one in order, one that repeats and keeps what it computes, one with a kernel of its own.
import * as tf from '@tensorflow/tfjs';
import { profile } from 'tfjs-flops';

await tf.setBackend('cpu');

const dense = (units) => tf.layers.dense({ name: 'dense', units, inputShape: [3] });

class Repeats extends tf.layers.Layer {
  static className = 'Repeats';
  call([x]) {
    tf.keep(tf.neg(x));
    return tf.tile(x, [1, 1]);
  }
}

tf.registerKernel({
  kernelName: 'Odd',
  backendName: 'cpu',
  kernelFunc: ({ inputs: { x }, backend }) => {
    backend.incRef(x.dataId);
    return x;
  },
});
class Odd extends tf.layers.Layer {
  static className = 'Odd';
  call([x]) {
    return tf.engine().runKernel('Odd', { x });
  }
}

const reportOf = (name, ...layers) => profile(tf.sequential({ layers }), { name, runs: 0 });

export const tidy = await reportOf('tidy', dense(2));
export const wider = await reportOf('wider', dense(4));
export const leaky = await reportOf('leaky', dense(2), new Repeats({ name: 'block.repeats' }));
export const odd = await reportOf('odd', dense(2), new Odd({ name: 'own' }));
