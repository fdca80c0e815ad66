/** @file libtensorflow with its C headers, out of TensorFlow's wheel on PyPI: a wheel is a zip file. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from '../../src/backends/tensorflow/package.ts';
import { run, SetupError, type Running } from './run.ts';

/**
 * The wheel of any Python does: what is wanted is the same in all. From 2.20 on libtensorflow writes to the console
 * whatever TF_CPP_MIN_LOG_LEVEL says.
 */
const WHEEL = {
  name: 'tensorflow-cpu',
  version: '2.19.1',
  platform: 'manylinux_2_17_x86_64',
  python: '3.11',
  abi: 'cp311',
} as const;

/** From the wheel: two libraries, and what `tensorflow/c/c_api.h` includes. */
const UNZIP = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    headers = tuple('tensorflow/include/' + name + '/' for name in ('tensorflow', 'tsl', 'xla'))
    wanted = [name for name in wheel.namelist()
              if name.startswith('tensorflow/libtensorflow') or name.startswith(headers) and name.endswith('.h')]
    wheel.extractall(sys.argv[2], wanted)
`;

/** What the linker looks for, and the file of the wheel that it is. libtensorflow_cc exports the whole C API. */
const LINKS = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
};

/** Beside the packages, which share it; within it `lib` and `include`. */
export const libraryFolder = (): string =>
  join(cacheRoot(), `libtensorflow-${WHEEL.version}-${process.platform}-${process.arch}`);

/** The command that runs a Python with pip. @throws SetupError */
export function findPython(running: Running): string {
  for (const python of ['python3', 'python'])
    try {
      run(python, ['-m', 'pip', '--version'], running);
      return python;
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
    }
  throw new SetupError('no Python 3 with pip was found; install python3 and python3-pip');
}

/**
 * Loads the wheel, 252 MB, and keeps the 766 MB of it that are needed.
 * @param temporary a folder to make, which the caller removes
 * @throws SetupError
 */
export function fetchLibrary(temporary: string, log: string): void {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new SetupError(`there is no such wheel for ${process.platform} on ${process.arch}`);
  mkdirSync(temporary);
  const running = { cwd: temporary, log, limitMinutes: 20 };
  const python = findPython(running);
  const { name, version, platform, python: language, abi } = WHEEL;
  const tags = ['--implementation', 'cp', '--python-version', language, '--abi', abi, '--platform', platform];
  const only = ['--no-deps', '--only-binary=:all:', ...tags, '--dest', 'wheel'];
  run(python, ['-m', 'pip', 'download', `${name}==${version}`, ...only], running);
  const [wheel] = readdirSync(join(temporary, 'wheel'));
  run(python, ['-c', UNZIP, join('wheel', wheel!), 'unzipped'], running);

  const from = join(temporary, 'unzipped', 'tensorflow');
  const library = join(temporary, 'library');
  mkdirSync(join(library, 'lib'), { recursive: true });
  for (const file of new Set(Object.values(LINKS))) renameSync(join(from, file), join(library, 'lib', file));
  for (const [link, file] of Object.entries(LINKS)) symlinkSync(file, join(library, 'lib', link));
  renameSync(join(from, 'include'), join(library, 'include'));
  rmSync(join(temporary, 'wheel'), { recursive: true });
  if (!existsSync(libraryFolder())) renameSync(library, libraryFolder());
}
