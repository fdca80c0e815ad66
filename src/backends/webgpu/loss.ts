/** @file The loss of a WebGPU device, and errors after which it can no longer be trusted. */
import { TfjsFlopsError } from '../../core/errors.ts';
import { firstLineOf } from '../../core/first-line.ts';
import type { Lose } from '../backend.ts';
import type { GpuDevice, GpuErrorEvent } from './device.ts';

const refused = ({ error }: GpuErrorEvent): TfjsFlopsError =>
  new TfjsFlopsError(
    'refused-by-backend',
    `The webgpu backend refuses a program: ${firstLineOf(error.message)}`,
    { remedies: ['choose another backend'], cause: error },
  );

/**
 * Listens for the device's loss, and for errors that tfjs ignores: it would go on with zeros.
 * @returns stops listening
 */
export function watchDeviceLoss(device: GpuDevice, lose: Lose): () => void {
  // Nothing can stop listening to a promise.
  let listens = true;
  void device.lost.then(({ message, reason = 'unknown' }) => {
    if (listens) lose(message || reason);
  });
  const onError = (event: GpuErrorEvent): void => lose(refused(event));
  device.addEventListener('uncapturederror', onError);
  return () => {
    listens = false;
    device.removeEventListener('uncapturederror', onError);
  };
}
