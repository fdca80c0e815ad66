/** @file Serves a few files to this machine alone: nothing but what is in the list can be asked for. */
import { createServer } from 'node:http';
import { listenHere, send } from '../../backends/chromium/server.ts';
import { TfjsFlopsError } from '../../core/errors.ts';
import { reasonOf } from '../system-error.ts';
import { INDEX, type Site } from './site.ts';

export interface Served {
  readonly url: string;
  /** Once it no longer listens. */
  readonly closed: Promise<void>;
  readonly close: () => void;
}

const NO_OTHER = 405;

/**
 * @param port default: any that is free
 * @throws TfjsFlopsError `invalid-option` for a port that cannot be had
 */
export async function serveSite(site: Site, port?: number): Promise<Served> {
  const server = createServer(({ url = '', method = '' }, response) => {
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(NO_OTHER, { allow: 'GET, HEAD' }).end();
      return;
    }
    const path = /^\/([^?]*)/.exec(url)?.[1] ?? '';
    send(response, path === '' ? '/' : path, site.get(path === '' ? INDEX : path));
  });
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  const own = await listenHere(server, port).catch((error: unknown) => {
    throw new TfjsFlopsError('invalid-option', `cannot be listened on: ${reasonOf(error)}`, {
      option: { name: 'port', ...(port !== undefined && { value: port }) },
      remedies: ['give another one', 'leave it out, and take any that is free'],
    });
  });
  return {
    url: `http://127.0.0.1:${own}/`,
    closed,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
