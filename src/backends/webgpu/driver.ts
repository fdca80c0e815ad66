/** @file Where Vulkan finds a GPU on Linux: the system's drivers, else a software one that Chromium brings. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder } from '../home-folder.ts';

/** The variables that name drivers to the Vulkan loader; the second is its older name. */
const DRIVER_VARIABLES = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'] as const;

/** Names a driver instead of those that are found. */
const OWN = 'TFJS_FLOPS_VULKAN_ICD';

/** SwiftShader, as Chromium and Chrome install it. */
const SWIFTSHADER = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
  '/opt/chromium.org/chromium',
  '/opt/microsoft/msedge',
].map((folder) => join(folder, 'vk_swiftshader_icd.json'));

const list = (value: string | undefined, fallback: string): string[] =>
  (value === undefined || value === '' ? fallback : value).split(':');

/** The loader's search path: https://vulkan.lunarg.com/doc/view/latest/linux/LoaderDriverInterface.html */
const searchPath = (env: NodeJS.ProcessEnv): readonly string[] =>
  [
    ...list(env['XDG_CONFIG_HOME'], join(homeFolder(), '.config')),
    ...list(env['XDG_CONFIG_DIRS'], '/etc/xdg'),
    '/usr/local/etc',
    '/etc',
    ...list(env['XDG_DATA_HOME'], join(homeFolder(), '.local/share')),
    ...list(env['XDG_DATA_DIRS'], '/usr/local/share:/usr/share'),
  ].map((folder) => join(folder, 'vulkan/icd.d'));

const holdsDriver = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.json'));

/**
 * Driver files to try, in order; `null` stands for what the loader finds by itself. Where it would find nothing, it is
 * not tried, since it writes errors to stderr.
 */
export function driversToTry(env: NodeJS.ProcessEnv = process.env): readonly (string | null)[] {
  if (process.platform !== 'linux' || DRIVER_VARIABLES.some((name) => (env[name] ?? '') !== ''))
    return [null];
  const own = env[OWN] ?? '';
  if (own !== '') return [own];
  const software = SWIFTSHADER.filter((file) => existsSync(file)).slice(0, 1);
  return searchPath(env).some(holdsDriver) ? [null, ...software] : software;
}

/** The variable by which the user chose a driver, `VK_DRIVER_FILES=/path`; `null` where none is set. */
export function chosenDriver(env: NodeJS.ProcessEnv = process.env): string | null {
  const name = [...DRIVER_VARIABLES, OWN].find((variable) => (env[variable] ?? '') !== '');
  return name === undefined ? null : `${name}=${env[name]}`;
}

/** The loader reads the variable whenever a GPU is requested: it must stay set while WebGPU is used. */
export function useDriver(file: string): void {
  process.env[DRIVER_VARIABLES[0]] = file;
}

/** @returns puts the variable back */
export function keepDriver(): () => void {
  const before = process.env[DRIVER_VARIABLES[0]];
  return () => {
    if (before === undefined) delete process.env[DRIVER_VARIABLES[0]];
    else process.env[DRIVER_VARIABLES[0]] = before;
  };
}
