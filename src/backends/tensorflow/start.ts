/** @file Starts the TensorFlow backend of tfjs-node, an optional peer. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import type * as tfjs from '@tensorflow/tfjs';
import type { BackendInfo } from '../../core/environment.ts';
import { firstLineOf } from '../../core/first-line.ts';
import { activate } from '../activate.ts';
import type { BackendStart, Status, Unavailable } from '../backend.ts';
import { unavailable } from '../unavailable.ts';
import { cacheRoot, findTfjsNode, PEERS } from './package.ts';

/** Only a clone has the script. */
const isClone = existsSync(new URL('../../../scripts/setup-tfjs-node.ts', import.meta.url));
const SETUP = 'npm run setup:tfjs-node';

const MISSING = {
  available: false,
  why: 'tfjs-node is not installed',
  command: isClone ? SETUP : 'npm install @tensorflow/tfjs-node',
} as const;

/** The versions of tfjs-node and of the library behind it. */
export type TensorflowInfo = Required<Pick<BackendInfo, 'tfjsNode' | 'libtensorflow'>>;

interface TfjsNode {
  readonly version: typeof tfjs.version & { readonly 'tfjs-node': string };
}

/** The addon, as far as it is used here. */
interface Addon {
  /** The version of libtensorflow. */
  readonly TF_Version: string;
}

/** The package through which tfjs-node finds its addon. */
interface NodePreGyp {
  find(packageJson: string): string;
}

/** Errors only: TensorFlow logs the CPU's features as it loads. */
const LOG_LEVEL = { TF_CPP_MIN_LOG_LEVEL: '2' } as const;

/** Loads the addon alone and prints the versions; the argument is the package's folder. */
const LOAD_ADDON = `
  const { join } = require('node:path');
  const packageJson = join(process.argv[1], 'package.json');
  const load = require('node:module').createRequire(packageJson);
  const { TF_Version } = load(load('@mapbox/node-pre-gyp').find(packageJson));
  console.log(JSON.stringify({ tfjsNode: load(packageJson).version, libtensorflow: TF_Version }));
`;

/** The error that ended a Node process, or the signal that did. */
function reasonOf(error: Error & { readonly signal?: string | null }, stderr: string): string {
  const thrown = /^\w*Error: (.+)$/m.exec(stderr)?.[1];
  if (thrown !== undefined) return firstLineOf(thrown);
  return typeof error.signal === 'string' ? `Node ended with ${error.signal}` : firstLineOf(error);
}

const notLoaded = (folder: string, reason: string): Unavailable => ({
  available: false,
  why: `tfjs-node in ${folder} does not load: ${reason}`,
  command: folder.startsWith(cacheRoot()) ? SETUP : 'npm rebuild @tensorflow/tfjs-node',
});

/**
 * Whether the addon in a package's folder loads, tried in a process of its own: a library once loaded stays, and one
 * built for another CPU ends its process.
 * @param folder of the package `@tensorflow/tfjs-node`
 */
export const statusIn = (folder: string): Promise<Status> =>
  new Promise((resolve) => {
    const env = { ...LOG_LEVEL, ...process.env };
    execFile(process.execPath, ['-e', LOAD_ADDON, folder], { env }, (error, stdout, stderr) => {
      if (error === null) resolve({ available: true, info: JSON.parse(stdout) as TensorflowInfo });
      else resolve(notLoaded(folder, reasonOf(error, stderr)));
    });
  });

/**
 * tfjs-node 4.22 calls two functions of `util` that Node 22 warns about and Node 23 no longer has; each is one
 * expression.
 */
function restoreUtil(): void {
  if (Number.parseInt(process.versions.node) < 22) return;
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}

/**
 * tfjs-node with our copy of tfjs behind it. A second copy would register all kernels of cpu and webgl again, with a
 * warning each; in the cache there is none.
 */
function load(folder: string): TensorflowInfo {
  const ours = createRequire(import.meta.url);
  const theirs = createRequire(join(folder, 'package.json'));
  for (const peer of PEERS) {
    ours(peer);
    theirs.cache[theirs.resolve(peer)] ??= ours.cache[ours.resolve(peer)];
  }
  restoreUtil();
  for (const [name, level] of Object.entries(LOG_LEVEL)) process.env[name] ??= level;
  const { version } = theirs(folder) as TfjsNode;
  const addon = (theirs('@mapbox/node-pre-gyp') as NodePreGyp).find(join(folder, 'package.json'));
  return { tfjsNode: version['tfjs-node'], libtensorflow: (theirs(addon) as Addon).TF_Version };
}

export const tensorflow: BackendStart = {
  name: 'tensorflow',
  async status() {
    const folder = findTfjsNode();
    return folder === null ? MISSING : statusIn(folder);
  },
  async start() {
    const folder = findTfjsNode();
    if (folder === null) throw unavailable('tensorflow', MISSING);
    let info: TensorflowInfo;
    try {
      info = load(folder);
    } catch (error) {
      throw unavailable('tensorflow', notLoaded(folder, firstLineOf(error)), error);
    }
    await activate('tensorflow');
    return info;
  },
};
