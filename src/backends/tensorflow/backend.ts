/** @file The TensorFlow backend of tfjs-node: the same graphs as wasm, run by TensorFlow's own kernels. */
import type { Backend } from '../backend.ts';
import { onHost } from '../host-clock.ts';

/** tfjs-node 4.22, as far as it is used here. */
interface TensorflowBackend {
  /** The addon, which names the version of libtensorflow. */
  readonly binding?: { readonly TF_Version?: string };
}

export const tensorflowBackend: Backend = onHost('tensorflow', (current) => {
  const version = (current as TensorflowBackend).binding?.TF_Version;
  return version === undefined ? {} : { libtensorflow: version };
});
