/** @file Finding: a first pass that spends much of its time on copying weights to the GPU. */
import { count } from '../../core/writing.ts';
import { percent, type Rule } from '../evidence.ts';
import { megabytes, msText, notableShare } from './evidence.ts';

/** A fifth of the time is worth a look. */
const LEAST_SHARE = 0.2;

export const slowUploads: Rule = (report) => {
  const { firstRun } = report;
  if (firstRun === undefined) return null;
  const share = notableShare(firstRun, 'uploads', LEAST_SHARE);
  if (share === null) return null;
  const { weights, others, partsMs } = firstRun;
  const bytes = weights.bytes + others.bytes;
  const perSecond = megabytes(bytes / (partsMs.uploads / 1e3));
  return {
    rule: 'slow-uploads',
    marks: null,
    what: `The first pass copies ${megabytes(bytes)} in ${count(weights.tensors + others.tensors, 'tensor')} to the GPU in ${msText(partsMs.uploads)}, ${percent(share)} of it, at ${perSecond} a second.`,
    work: [],
    cause:
      weights.bytes >= others.bytes
        ? 'tfjs copies each weight when a kernel first reads it, one at a time, and unpacks it on the GPU.'
        : 'Inputs and constants that are made on the host are copied when a kernel first reads them.',
    remedy:
      weights.bytes >= others.bytes
        ? 'Run the model once on zeros while the page loads, so that weights are there when they are needed; a smaller model has fewer.'
        : 'Make large constants once and keep them, and scale images down before they become tensors.',
    evidence: { bytes, weightBytes: weights.bytes, ms: partsMs.uploads, share },
    rows: [],
  };
};
