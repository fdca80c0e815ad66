/** @file A program whose GPU is lost in the middle of the third pass; prints the error that it gets. */
import * as tf from '@tensorflow/tfjs';
import { webgpu } from '../../../src/backends/webgpu/start.ts';
import { profile } from '../../../src/index.ts';

await webgpu.start();
const { device } = tf.backend() as unknown as { device: { destroy(): void } };
const [when] = process.argv.slice(2);
let passes = 0;

function work(): tf.Tensor {
  passes++;
  const x = tf.tanh([1, 2]);
  if (passes === 3 && when === 'between kernels') device.destroy();
  if (passes === 3 && when === 'while results are awaited') setTimeout(() => device.destroy());
  return tf.relu(x);
}

const outcome = await profile(work, { runs: 100 }).then(
  () => ({ code: null, message: 'the profile ended well' }),
  ({ code, message }: { code?: string; message: string }) => ({ code, message }),
);
const isPatched =
  Object.hasOwn(tf.backend(), 'recordAndSubmit') || tf.env().get('WEBGPU_CPU_FORWARD') !== true;
console.log(JSON.stringify({ ...outcome, endsEarly: passes < 10, isPatched }));
