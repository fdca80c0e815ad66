/** @file A real server of files in memory, with whatever misbehaviour a test plants. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Files } from './small-models.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface FileServer {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /** Path and query of all requests so far. */
  readonly log: string[];
  /** The most requests that were open at a time. */
  readonly peak: () => number;
  /** By path; what stands here goes before files. */
  readonly answers: Map<string, Answer>;
  /** Puts files below a folder, which begins and ends with a slash. */
  serve(folder: string, files: Files): void;
  close(): Promise<void>;
}

export const send =
  (body: string | Uint8Array, type = 'application/octet-stream'): Answer =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': type }).end(body);

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end('no');

export const redirect = (to: string): Answer => status(302, { location: to });

export async function startServer(latencyMs = 0): Promise<FileServer> {
  const answers = new Map<string, Answer>();
  const log: string[] = [];
  let [open, peak] = [0, 0];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    log.push(url);
    peak = Math.max(peak, ++open);
    response.once('close', () => open--);
    const answer = answers.get(url.split('?', 1)[0]!) ?? status(404);
    setTimeout(() => answer(request, response), latencyMs);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    peak: () => peak,
    answers,
    serve(folder, { json, shards }) {
      answers.set(`${folder}model.json`, send(JSON.stringify(json), 'application/json'));
      for (const [path, bytes] of shards) answers.set(`${folder}${path}`, send(bytes));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
