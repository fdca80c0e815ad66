/** @file The backend in plain JavaScript: has every kernel, and is slow. */
import type { Backend } from '../backend.ts';
import { onHost } from '../host-clock.ts';

export const cpuBackend: Backend = onHost('cpu', () => ({}));
