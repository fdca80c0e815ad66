/**
 * @file `npm run setup:tfjs-node`: the optional peer tfjs-node, ready to load, in a cache that `npm ci` leaves alone.
 * First by its own installer; where its host cannot be reached, from the addon's sources and PyPI's TensorFlow.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { statusIn, type TensorflowInfo } from '../src/backends/tensorflow/start.ts';
import { cacheFolder, cacheRoot, packageIn, TFJS_NODE } from '../src/backends/tensorflow/package.ts';
import { buildAddon } from './tfjs-node/addon.ts';
import { fetchLibrary, libraryFolder } from './tfjs-node/libtensorflow.ts';
import { installPackage, runOwnInstaller } from './tfjs-node/package.ts';
import { SetupError } from './tfjs-node/run.ts';

/** As deep in the cache as what it becomes: links to the library are relative. */
const temporary = (what: string): string => join(cacheRoot(), `tmp-${process.pid}-${what}`);
const TEMPORARY = /^tmp-(\d+)-/;

const say = (line: string): void => console.log(`setup:tfjs-node: ${line}`);

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** What this run no longer needs, and what runs that were cut off have left. */
function removeTemporary(): void {
  for (const name of readdirSync(cacheRoot())) {
    const pid = Number(TEMPORARY.exec(name)?.[1] ?? NaN);
    if (pid === process.pid || (!Number.isNaN(pid) && !isRunning(pid)))
      rmSync(join(cacheRoot(), name), { recursive: true });
  }
}

/** @returns its versions. @throws SetupError why the package in `folder` does not load */
async function checkLoads(folder: string): Promise<string> {
  const status = await statusIn(packageIn(folder));
  if (!status.available) throw new SetupError(status.why);
  const { tfjsNode, libtensorflow } = status.info as TensorflowInfo;
  return `tfjs-node ${tfjsNode} with libtensorflow ${libtensorflow}`;
}

/** `step`, or `otherwise` with the reason why it cannot be done. */
async function attempt<T>(step: () => Promise<T>, otherwise: (reason: string) => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return otherwise(error.message);
  }
}

async function withOwnInstaller(folder: string, log: string): Promise<string> {
  say('running its own installer');
  runOwnInstaller(folder, log);
  await checkLoads(folder);
  return folder;
}

async function fromSources(folder: string, log: string): Promise<string> {
  if (existsSync(libraryFolder())) say(`libtensorflow is in ${libraryFolder()}`);
  else {
    say('loading libtensorflow from PyPI, 252 MB');
    fetchLibrary(temporary('library'), log);
  }
  say('building the addon from its sources');
  buildAddon(folder, libraryFolder(), log);
  await checkLoads(folder);
  return folder;
}

/** @returns the folder of a package that loads. @throws SetupError */
async function build(log: string): Promise<string> {
  say(`installing ${TFJS_NODE.name}@${TFJS_NODE.version}`);
  const [sources, own] = [temporary('sources'), temporary('own-installer')];
  installPackage(sources, log);
  // Its installer writes into the package: what it leaves where it fails is not built upon.
  cpSync(sources, own, { recursive: true, verbatimSymlinks: true });
  return attempt(
    () => withOwnInstaller(own, log),
    (reason) => {
      say(`its own installer gave none: ${reason}.`);
      return fromSources(sources, log);
    },
  );
}

/** @returns what is ready, with its versions. @throws SetupError */
async function setUp(): Promise<string> {
  const ready = cacheFolder();
  mkdirSync(cacheRoot(), { recursive: true });
  removeTemporary();
  if (existsSync(ready)) {
    const found = await attempt<string | null>(
      () => checkLoads(ready),
      (reason) => {
        say(`${reason}. It is built anew.`);
        return null;
      },
    );
    if (found !== null) return found;
  }

  const log = join(cacheRoot(), 'setup.log');
  rmSync(log, { force: true });
  try {
    const built = await attempt(
      () => build(log),
      (reason) => {
        throw new SetupError(`${reason}. All output: ${log}`);
      },
    );
    rmSync(ready, { recursive: true, force: true });
    renameSync(built, ready);
    return await checkLoads(ready);
  } finally {
    removeTemporary();
  }
}

const failed = await attempt(
  async () => {
    say(`${await setUp()} is ready in ${cacheFolder()}.`);
    return false;
  },
  (reason) => {
    say(`tfjs-node cannot be had here: ${reason}.`);
    return true;
  },
);
if (failed) process.exitCode = 1;
