/** @file The backend in plain JavaScript: has every kernel, and is slow. */
import { activate } from '../activate.ts';
import type { Backend } from '../backend.ts';

export const cpu: Backend = {
  name: 'cpu',
  status: async () => ({ available: true, facts: {} }),
  async start() {
    await activate('cpu');
    return {};
  },
};
