/** @file Whether this machine has a GPU, as far as its files tell. */
import { existsSync } from 'node:fs';

/** Device files of Linux: Mesa's drivers, NVIDIA's, and those of Windows' subsystem. */
const DEVICES = ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'];

/** On other systems than Linux: true, since they tell in other ways. */
export const hasGpu = (): boolean => process.platform !== 'linux' || DEVICES.some((file) => existsSync(file));
