/** @file Starts the backend in plain JavaScript, which comes with tfjs. */
import { activate } from '../activate.ts';
import type { BackendStart } from '../backend.ts';

export const cpu: BackendStart = {
  name: 'cpu',
  status: async () => ({ available: true, info: {} }),
  async start() {
    await activate('cpu');
    return {};
  },
};
