/** @file What watching a page cost, in lines below what was found. */
import { count } from '../../core/writing.ts';
import type { Recorded } from '../../live/session.ts';

type WatchCost = Recorded['costs'][number];

/** Two digits are as many as such a measurement has. */
const twoDigits = (value: number): string => String(Number(value.toPrecision(2)));

const lineOf = ({ model, ms, share, kernels }: WatchCost): string => {
  const part = share === null ? '' : ` (${twoDigits(100 * share)} %)`;
  const each = kernels === 0 ? '' : `, ${twoDigits((1_000 * ms) / kernels)} µs each`;
  return `${twoDigits(ms)} ms${part} on a recorded call of ${model}: ${count(kernels, 'kernel call')}${each}, measured in the page`;
};

/** `watching  cost 0.11 ms (0.3 %) on a recorded call of mobilenet-v2: 253 kernel calls, 0.43 µs each, measured in the page` */
export const costLines = (costs: readonly WatchCost[]): readonly string[] =>
  costs.map((cost, i) => `${i === 0 ? 'watching  cost' : '              '} ${lineOf(cost)}`);
