/**
 * @file tfjs-node from npm, without tfjs: the loader puts the project's own copy behind it, and empty packages
 * stand in its place.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PEERS, TFJS_NODE } from '../../src/backends/tensorflow/package.ts';
import { npm } from './run.ts';

const STAND_IN =
  "throw new Error('tfjs-node in this cache is for tfjs-flops, which puts its own tfjs here');\n";

const writeJson = (path: string, value: object): void => writeFileSync(path, JSON.stringify(value, null, 2));

/**
 * The JavaScript and the addon's sources; nothing is compiled, no binary is loaded.
 * @param folder made, and filled with a package.json and node_modules
 * @throws SetupError
 */
export function installPackage(folder: string, log: string): void {
  const standIns: Record<string, string> = {};
  for (const name of PEERS) {
    standIns[name] = `file:./${name}`;
    mkdirSync(join(folder, name), { recursive: true });
    writeJson(join(folder, name, 'package.json'), { name, version: TFJS_NODE.version, main: 'index.js' });
    writeFileSync(join(folder, name, 'index.js'), STAND_IN);
  }
  writeJson(join(folder, 'package.json'), {
    private: true,
    // tfjs-node requires tfjs-core as well, without saying so.
    dependencies: { [TFJS_NODE.name]: TFJS_NODE.version, ...standIns },
    overrides: standIns,
  });
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, log, limitMinutes: 5 });
}

/**
 * tfjs-node's own install script: libtensorflow and a prebuilt addon from its host.
 * @throws SetupError
 */
export function runOwnInstaller(folder: string, log: string): void {
  npm(['rebuild', TFJS_NODE.name, '--foreground-scripts'], { cwd: folder, log, limitMinutes: 5 });
}
