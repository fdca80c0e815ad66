/**
 * @file Finds tfjs-node: in node_modules, where its users install it, or in the cache of a clone. Its installer
 * downloads 250 MB from a single host and npm has no peer that may fail, so a clone's `npm ci` leaves it out;
 * `npm run setup:tfjs-node` builds it once, in a folder that `npm ci` does not empty.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { homeFolder } from '../home-folder.ts';

/** The version that the cache holds. */
export const TFJS_NODE = { name: '@tensorflow/tfjs-node', version: '4.22.0' } as const;

/** What tfjs-node requires of tfjs; the cache has empty packages in their place. */
export const PEERS = ['@tensorflow/tfjs', '@tensorflow/tfjs-core'] as const;

/** `$XDG_CACHE_HOME/tfjs-flops/tfjs-node`; a relative XDG_CACHE_HOME counts as none, as the XDG specification says. */
export function cacheRoot(): string {
  const given = process.env['XDG_CACHE_HOME'] ?? '';
  return join(isAbsolute(given) ? given : join(homeFolder(), '.cache'), 'tfjs-flops', 'tfjs-node');
}

/** The folder for this version of Node: the addon is compiled code. */
export const cacheFolder = (): string =>
  join(
    cacheRoot(),
    `${TFJS_NODE.version}-node${process.versions.modules}-${process.platform}-${process.arch}`,
  );

/** The package's folder within a folder that npm installed it into. */
export const packageIn = (folder: string): string => join(folder, 'node_modules', TFJS_NODE.name);

/**
 * The package's folder: node_modules first, then the cache; `null` where it is in neither.
 * @param from the URL of a module in whose node_modules it may be; default: this module
 */
export function findTfjsNode(from = import.meta.url): string | null {
  try {
    return dirname(createRequire(from).resolve(`${TFJS_NODE.name}/package.json`));
  } catch {
    const cached = packageIn(cacheFolder());
    return existsSync(join(cached, 'package.json')) ? cached : null;
  }
}
