/** @file Faults of servers, each with the refusal that it must meet. */
import { gzipSync } from 'node:zlib';
import type { ReadOptions } from '../../src/load/model-file.ts';
import { redirect, send, status, type Answer, type FileServer } from './file-server.ts';
import type { Refusal } from './refusals.ts';

type HttpFault = Refusal & {
  /** Changes what `/net/` answers; a result is read instead of it. */
  readonly plant: (server: FileServer) => string | void;
  readonly isGraph?: boolean;
  readonly options?: Partial<ReadOptions>;
};

const JSON_PATH = '/net/model.json';
const SHARD = 'group1-shard2of3.bin';

const at =
  (path: string, answer: Answer) =>
  ({ answers }: FileServer): void =>
    void answers.set(path, answer);
const json = (answer: Answer): HttpFault['plant'] => at(JSON_PATH, answer);
const shard = (answer: Answer): HttpFault['plant'] => at(`/net/${SHARD}`, answer);

const HTML = '<!DOCTYPE html><title>Sign in</title>';

/** 20 MB in 20 kB. */
const packed = gzipSync(new Uint8Array(20_000_000));
/** Patience where a server is silent; elsewhere none is tried, also on a busy machine. */
const QUICK = { timeoutMs: 300 };

/** Never answers. */
const silent: Answer = () => undefined;
/** Sends a head and a part of its body, then nothing. */
const stalls: Answer = (_request, response) => void response.writeHead(200).write('{');
/** Promises more than it sends before it hangs up. */
const breaksOff: Answer = (_request, response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"format":');
  setTimeout(() => response.destroy(), 20);
};
/** Sends for ever. */
const floods: Answer = (_request, response) => {
  const chunk = new Uint8Array(1 << 16);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.writeHead(200).on('drain', more);
  more();
};

export const HTTP_FAULTS: readonly HttpFault[] = [
  { name: '404', code: 'missing-file', says: '/net/model.json answered 404', plant: json(status(404)) },
  { name: '500', code: 'network', says: 'model.json answered 500', plant: json(status(500)) },
  { name: '401', code: 'network', says: 'model.json answered 401', plant: json(status(401)) },
  { name: 'HTML', code: 'invalid-model', says: 'page of HTML', plant: json(send(HTML, 'text/html')) },
  { name: 'nothing', code: 'invalid-model', says: 'is not JSON', plant: json(send('')) },
  {
    name: 'a redirect to itself',
    code: 'network',
    says: 'more than 5 times',
    plant: json(redirect(JSON_PATH)),
  },
  {
    name: 'six redirects',
    code: 'network',
    says: 'more than 5 times',
    plant: (server) => {
      for (let step = 0; step < 5; step++) server.answers.set(`/${step}`, redirect(`/${step + 1}`));
      server.answers.set('/5', server.answers.get(JSON_PATH)!);
      server.answers.set(JSON_PATH, redirect('/0'));
    },
  },
  {
    name: 'a redirect to a file',
    code: 'network',
    says: 'no plain http',
    plant: json(redirect('file:///etc/passwd')),
  },
  { name: 'a redirect to data', code: 'network', says: 'no plain http', plant: json(redirect('data:,{}')) },
  {
    name: 'a redirect with a user',
    code: 'network',
    says: 'no plain http',
    plant: json(redirect('http://me@x.org/')),
  },
  { name: 'a redirect to nonsense', code: 'network', says: 'no address', plant: json(redirect('http://[')) },
  { name: 'silence', code: 'network', options: QUICK, says: 'no data for 0.3 s', plant: json(silent) },
  {
    name: 'silence halfway',
    code: 'network',
    options: QUICK,
    says: 'no data for 0.3 s',
    plant: json(stalls),
  },
  { name: 'hanging up', code: 'network', says: 'cannot be read: UND_ERR_SOCKET', plant: json(breaksOff) },
  {
    name: 'an endless model.json',
    code: 'invalid-model',
    says: 'sends more than the 1000000 bytes',
    plant: json(floods),
    options: { maxJsonBytes: 1_000_000 },
  },
  {
    name: 'a model.json that unpacks without end',
    code: 'invalid-model',
    says: 'sends more than the 1000000 bytes',
    options: { maxJsonBytes: 1_000_000 },
    plant: json((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    }),
  },
  {
    name: 'no server',
    code: 'network',
    says: 'ECONNREFUSED',
    plant: () => 'http://127.0.0.1:2/model.json',
  },
  {
    name: 'no such host',
    code: 'network',
    says: 'cannot be read: E',
    plant: () => 'http://no-such-host.invalid/m.json',
  },
  {
    name: 'a port that fetch refuses',
    code: 'network',
    says: 'bad port',
    plant: () => 'http://127.0.0.1:1/m.json',
  },
  {
    name: 'a shard 404',
    code: 'missing-file',
    says: `${SHARD}, listed in model.json, is missing: `,
    plant: shard(status(404)),
  },
  {
    name: 'the way out of a shard 404',
    code: 'missing-file',
    says: 'answered 404. Put it beside model.json, or count without them: weights: false',
    plant: shard(status(404)),
  },
  {
    name: 'the way out for a graph',
    isGraph: true,
    code: 'missing-file',
    says: 'answered 404. Put it beside model.json.',
    plant: at('/net/weights.bin', status(404)),
  },
  {
    name: 'a shard 403',
    code: 'network',
    says: 'listed in model.json, cannot be read: ',
    plant: shard(status(403)),
  },
  {
    name: 'a shard of HTML',
    code: 'missing-file',
    says: 'answered HTML. Put it',
    plant: shard(send(HTML, 'text/html')),
  },
  {
    name: 'a shard silent',
    code: 'network',
    options: QUICK,
    says: `${SHARD} cannot be read: no data`,
    plant: shard(silent),
  },
  {
    name: 'a shard silent halfway',
    code: 'network',
    options: QUICK,
    says: 'no data for 0.3 s',
    plant: shard(stalls),
  },
  { name: 'a shard cut off', code: 'invalid-model', says: 'hold together 32 bytes', plant: shard(send('!')) },
  {
    name: 'a shard too long',
    code: 'invalid-model',
    says: 'more than 36',
    plant: shard(send('x'.repeat(11))),
  },
  { name: 'a shard without end', code: 'invalid-model', says: 'more than 36 bytes', plant: shard(floods) },
  {
    name: 'a shard redirected in a circle',
    code: 'network',
    says: 'more than 5 times',
    plant: shard(redirect(`/net/${SHARD}`)),
  },
];
