/** @file Shards at signed addresses: they load, and no signature is shown. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatTable, profile } from '../../../src/index.ts';
import { readModelFile } from '../../../src/load/model-file.ts';
import { fileWorkload } from '../../../src/load/workload.ts';
import { useBackend } from '../../support/backend.ts';
import { send, startServer, status, type FileServer } from '../file-server.ts';
import { graphFiles, type Files } from '../small-models.ts';
import { inFolder } from './build.ts';

const SECRET = 'AWSAccessKeyId=x&Signature=W%2Fe%3D&Expires=9';

let server: FileServer;
beforeEach(async () => {
  await useBackend('cpu');
  server = await startServer();
});
afterEach(() => server.close());

function signed(path = 'weights.bin'): Files {
  const files = graphFiles();
  files.json.weightsManifest[0].paths = [`${path}?${SECRET}`];
  return files;
}

/** The one sentence of a refusal. */
const sentenceOf = (address: string): Promise<string> =>
  readModelFile(address, { weights: true }).then(
    () => 'no error',
    (error: Error) => error.message,
  );

it('the query of a path is a query over http, instead of that of the model', async () => {
  server.serve('/net/', signed());
  for (const query of ['', '?token=T']) {
    server.log.length = 0;
    const workload = await fileWorkload(`${server.origin}/net/model.json${query}`);
    expect(server.log).toEqual([`/net/model.json${query}`, `/net/weights.bin?${SECRET}`]);
    const report = await profile(workload, { runs: 0 });
    expect(report.total.residual).toBe(0);
    for (const text of [formatTable(report), JSON.stringify(report), workload.name])
      expect(text).not.toMatch(/Signature|token/);
  }
});

it('a shard that was downloaded has the name without the query', () =>
  inFolder(signed(), async (folder) => {
    expect((await readModelFile(folder, { weights: true })).totalDiskBytes).toBe(4 * 2 * 3);
  }));

it('no refusal shows a query', async () => {
  const bare = `${server.origin}/net/model.json`;
  const address = `${bare}?${SECRET}`;
  server.serve('/net/', signed());
  const path = '/net/weights.bin';
  const plants: readonly (() => void)[] = [
    () => server.answers.set(path, status(403)),
    () => server.answers.set(path, status(404)),
    () => server.answers.set(path, send('x')),
    () => server.answers.set(path, send('<html>', 'text/html')),
    () => server.answers.set(path, status(302, { location: `http://u:p@127.0.0.1/a?${SECRET}` })),
    () => server.answers.set(path, status(302, { location: `${path}?${SECRET}` })),
    () => server.answers.set('/net/model.json', send('{')),
    () => server.answers.set('/net/model.json', status(404)),
    () => server.answers.set('/net/model.json', send('[]')),
  ];
  for (const plant of plants) {
    plant();
    const sentence = await sentenceOf(address);
    expect(sentence).not.toBe('no error');
    expect(sentence).not.toMatch(/Signature|Expires|AWS/);
  }
  expect(await sentenceOf(`http://127.0.0.1:1/model.json?${SECRET}`)).toContain(
    'http://127.0.0.1:1/model.json?… cannot be read',
  );
  expect(await sentenceOf(`httpx://host/model.json?${SECRET}`)).not.toContain('Signature');
});

it('a path that leaves the folder is refused without its query', async () => {
  server.serve('/net/', signed('../weights.bin'));
  expect(await sentenceOf(`${server.origin}/net`)).toMatch(
    /names "\.\.\/weights\.bin", which is no file below/,
  );
});
