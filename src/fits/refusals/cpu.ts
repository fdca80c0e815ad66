/**
 * @file Calls that kernels of tfjs-backend-cpu 4.22 throw at, as their JavaScript says, and those of other backends do not;
 * where all throw, counting does as well.
 */
import { channelsLast, inputNamed, type Refusal, type Refusals } from './rule.ts';

/** What it gives has the other shape, which the engine compares with the image's. */
const square: Refusal = (call) => {
  const [, height, width] = inputNamed(call, 'images')?.shape ?? [];
  return height === width ? null : `gives a gradient of ${width}×${height} for ${height}×${width}`;
};

export const CPU_REFUSALS: Refusals = { DepthToSpace: channelsLast, ResizeBilinearGrad: square };
