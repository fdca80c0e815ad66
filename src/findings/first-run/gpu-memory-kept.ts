/** @file Finding: memory of the GPU that a backend keeps between passes though no tensor is in it. */
import { percent, shareOf, type Rule } from '../evidence.ts';
import { megabytes } from './evidence.ts';

/** Less is of no account on a GPU that runs models. */
const NOTABLE_BYTES = 64e6;
/** More than is in use. */
const LEAST_SHARE = 0.5;

export const gpuMemoryKept: Rule = (report) => {
  const { firstRun, backend } = report;
  if (firstRun === undefined) return null;
  const { afterBytes, keptBytes } = firstRun.memory;
  const share = shareOf(keptBytes, afterBytes);
  if (keptBytes < NOTABLE_BYTES || share < LEAST_SHARE) return null;
  const isWebgl = backend.endsWith('webgl');
  return {
    rule: 'gpu-memory-kept',
    marks: null,
    what: `After the pass ${megabytes(keptBytes)} of the ${megabytes(afterBytes)} on the GPU hold no tensor (${percent(share)}).`,
    work: [],
    cause: `tfjs keeps ${isWebgl ? 'textures' : 'buffers'} that are free for tensors of the same size, and never gives them back: inputs of other sizes add to them.`,
    remedy: isWebgl
      ? "Keep to one size of the input. tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', BYTES) deletes free textures once that many bytes are allocated, at the price of making them anew."
      : 'Keep to one size of the input, the smallest that does; only removing the backend frees them.',
    evidence: { keptBytes, afterBytes, share },
    rows: [],
  };
};
