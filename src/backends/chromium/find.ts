/** @file Where Chromium or Chrome is, and the flags with which tfjs finds all its backends in it. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hasGpu } from '../gpu-devices.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type Found =
  | { readonly path: string }
  /** In one sentence, with the command that installs it. */
  | { readonly why: string; readonly command: string };

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const PLACES: readonly string[] = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/snap/bin/chromium',
];

/** Chrome on Windows is not on the PATH. */
const WINDOWS_ROOTS = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];
const WINDOWS_PATH = ['Google', 'Chrome', 'Application', 'chrome.exe'];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const INSTALL: Readonly<Record<string, string>> = {
  darwin: 'brew install --cask google-chrome',
  win32: 'winget install Google.Chrome',
};

/** CHROME_PATH alone where it is set; else the PATH, then the places where installers put it. */
export function findChromium(env: Env = process.env): Found {
  const { CHROME_PATH: named, PATH: path = '' } = env;
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return { path: named };
    const why = `CHROME_PATH names ${named}, where no program is`;
    return { why, command: 'unset CHROME_PATH' };
  }
  const onPath = path.split(delimiter).filter((folder) => folder !== '');
  const onWindows = WINDOWS_ROOTS.flatMap((root) => env[root] ?? []);
  const candidates = [
    ...COMMANDS.flatMap((command) => onPath.map((folder) => join(folder, command))),
    ...PLACES,
    ...onWindows.map((root) => join(root, ...WINDOWS_PATH)),
  ];
  const found = candidates.find(isProgram);
  if (found !== undefined) return { path: found };
  const command = INSTALL[process.platform] ?? 'apt-get install chromium';
  return { why: 'no Chromium or Chrome was found on the PATH, and CHROME_PATH is not set', command };
}

/** Chromium offers timer queries and WebGPU in software only with these flags. */
const SOFTWARE = [
  '--use-angle=swiftshader',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** WebGPU on adapters that Chromium does not support officially, with the timestamps of the adapter unrounded. */
const ALWAYS = ['--enable-unsafe-webgpu', '--no-first-run', '--disable-quic'];

/**
 * TFJS_FLOPS_CHROMIUM_ARGS adds flags, separated by blanks; one that chooses the renderer (`--use-angle=…`) replaces
 * ours.
 */
export function chromiumArgs(env: Env = process.env): readonly string[] {
  const given = (env['TFJS_FLOPS_CHROMIUM_ARGS'] ?? '').split(' ').filter((word) => word !== '');
  const isChosen = given.some((word) => word.startsWith('--use-angle='));
  return [...ALWAYS, ...(isChosen || hasGpu() ? [] : SOFTWARE), ...given];
}
