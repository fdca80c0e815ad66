/** @file Model files behind http(s). A server may be slow, wrong or hostile: nothing is awaited or kept without end. */
import { basename } from 'node:path/posix';
import { TfjsFlopsError } from '../core/errors.ts';
import { fetchBytes, type Answer, type FetchOptions } from './fetch-bytes.ts';
import { plain } from './json.ts';
import { withoutQuery } from './without-query.ts';
import { fileOf } from './shard-path.ts';
import { otherFramework } from './other-frameworks.ts';
import { nameOf, type OpenedFile, type ReadLimits } from './opened-file.ts';

/**
 * @param asked a JSON's address, or a folder's, whose `model.json` is then read
 * @throws TfjsFlopsError `missing-file` for 404 and 410, `network` for all else that keeps the file away
 */
export async function openHttp(asked: URL, { timeoutMs, maxJsonBytes }: ReadLimits): Promise<OpenedFile> {
  const address = jsonAddress(asked);
  const location = withoutQuery(address.href);
  let size = 0;
  const take = (bytes: number): void => {
    size += bytes;
    if (size > maxJsonBytes)
      throw new TfjsFlopsError(
        'invalid-model',
        `${location} sends more than the ${maxJsonBytes} bytes that one JSON text may have`,
        { remedies: ['give a model.json'] },
      );
  };
  const answer = await fetchBytes(address, { timeoutMs, take });
  if (answer.bytes === null)
    throw new TfjsFlopsError(
      isGone(answer) ? 'missing-file' : 'network',
      `${location} answered ${answer.status}`,
      { remedies: ['give the address of a model.json, or of its folder'] },
    );
  const [jsonName = '', folder = '', parent = ''] = address.pathname.split('/').toReversed().map(decoded);
  /** tfjs looks beside the address it was given; a folder that moved has its shards beside the new one. */
  const bases = [...new Set([answer.url.href, address.href])].map((base) => new URL(base));
  const addresses = (path: string): readonly URL[] =>
    bases.flatMap((base) => beside(base, path, address.search));
  return {
    name: nameOf([parent, folder === '' ? address.hostname : folder], jsonName),
    location,
    bytes: new Uint8Array(answer.bytes),
    readShard: async (path, { take: takeShard, signal }) =>
      (await answered(addresses(path), { path, jsonName }, { timeoutMs, take: takeShard, signal })).bytes!,
    sizeOf: async (path) =>
      (
        await answered(
          addresses(path),
          { path, jsonName },
          { timeoutMs, take() {}, part: { method: 'HEAD' } },
        )
      ).size,
    async readPart(path, start, end) {
      const part = { headers: { range: `bytes=${start}-${end - 1}` } };
      const { bytes, status } = await answered(
        addresses(path),
        { path, jsonName },
        { timeoutMs, take() {}, part },
      );
      const all = new Uint8Array(bytes!);
      // A server that knows no ranges sends all of it.
      return status === 206 ? all.subarray(0, end - start) : all.subarray(start, end);
    },
    gapBytes: 4096,
  };
}

function jsonAddress(asked: URL): URL {
  const address = new URL(asked);
  const other = otherFramework(decoded(basename(address.pathname)));
  if (other !== null)
    throw new TfjsFlopsError(
      'unsupported-model',
      `${withoutQuery(asked.href)} is ${other.what}, and a TensorFlow.js model begins with a .json file`,
      { remedies: ['download it first', ...other.remedies] },
    );
  if (!/\.json$/i.test(address.pathname))
    address.pathname = `${address.pathname.replace(/\/$/, '')}/model.json`;
  return address;
}

/**
 * Where a shard may be. The model's query goes along: `?tfjs-format=file` stands at each file of a TF Hub model. A path
 * that has a query of its own, as signed addresses do, keeps that one; if there is no such file, the question mark may
 * belong to the file's name.
 */
function beside(base: URL, path: string, search: string): readonly URL[] {
  const at = (file: string, query: string): URL => {
    const url = new URL(file.replaceAll('?', '%3F').replaceAll('#', '%23'), base);
    url.search = query;
    return url;
  };
  const file = fileOf(path);
  return file === path ? [at(path, search)] : [at(file, path.slice(file.length)), at(path, search)];
}

interface Shard {
  readonly path: string;
  readonly jsonName: string;
}

/** The first address that has the shard. */
async function answered(
  addresses: readonly URL[],
  { path, jsonName }: Shard,
  options: Omit<FetchOptions, 'isBinary'>,
): Promise<Answer> {
  const answers: Answer[] = [];
  for (const address of addresses) {
    const answer = await fetchBytes(address, { ...options, isBinary: true });
    if (answer.bytes !== null) return answer;
    answers.push(answer);
  }
  const isMissing = answers.every(isGone);
  const why = answers.map(
    ({ asked, status }) => `${withoutQuery(asked.href)} answered ${status === 200 ? 'HTML' : status}`,
  );
  throw new TfjsFlopsError(
    isMissing ? 'missing-file' : 'network',
    `${plain(fileOf(path))}, listed in ${jsonName}, ${isMissing ? 'is missing' : 'cannot be read'}: ${why.join(', ')}`,
    { remedies: [`put it beside ${jsonName}`] },
  );
}

/** A page where a file was asked for is what servers of web sites send instead of a 404. */
const isGone = ({ status, isHtml }: Answer): boolean =>
  status === 404 || status === 410 || (status === 200 && isHtml);

function decoded(segment: string): string {
  try {
    return plain(decodeURIComponent(segment));
  } catch {
    return plain(segment);
  }
}
