/**
 * @file Where Vulkan finds a GPU on Linux: the system's drivers where it has a GPU, else a software one that Chromium
 * brings. Dawn writes to stderr of each device that it does not accept: such a one is not shown to it where another will do.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasGpu } from '../gpu-devices.ts';
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
 * not tried, since it writes errors to stderr; where there is no GPU, it comes last, for Mesa's driver in software.
 */
export function driversToTry(
  env: NodeJS.ProcessEnv = process.env,
  isGpuHere = hasGpu(),
): readonly (string | null)[] {
  if (process.platform !== 'linux' || DRIVER_VARIABLES.some((name) => (env[name] ?? '') !== ''))
    return [null];
  const own = env[OWN] ?? '';
  if (own !== '') return [own];
  const software = SWIFTSHADER.filter((file) => existsSync(file)).slice(0, 1);
  if (!searchPath(env).some(holdsDriver)) return software;
  return isGpuHere ? [null, ...software] : [...software, null];
}

/** The variable by which the user chose a driver, `VK_DRIVER_FILES=/path`; `null` where none is set. */
export function chosenDriver(env: NodeJS.ProcessEnv = process.env): string | null {
  const name = [...DRIVER_VARIABLES, OWN].find((variable) => (env[variable] ?? '') !== '');
  return name === undefined ? null : `${name}=${env[name]}`;
}

/** Globs of driver files that the loader passes over. */
const LEFT_OUT = 'VK_LOADER_DRIVERS_DISABLE';

/** Mesa's driver in software. Dawn does not accept that of Mesa 22, and says so beside any GPU. */
const LAVAPIPE = '*lvp_icd*';

const SET = [DRIVER_VARIABLES[0], LEFT_OUT];

/**
 * The loader reads the variables whenever a GPU is requested: they must stay set while WebGPU is used.
 * @param driver `null`: what the loader finds by itself, but no software beside a GPU
 */
export function useDriver(driver: string | null, isGpuHere = hasGpu()): void {
  if (driver !== null) process.env[DRIVER_VARIABLES[0]] = driver;
  else {
    delete process.env[DRIVER_VARIABLES[0]];
    if (isGpuHere) process.env[LEFT_OUT] ??= LAVAPIPE;
  }
}

/** @returns puts the variables back */
export function keepDriver(): () => void {
  const before = SET.map((name) => [name, process.env[name]] as const);
  return () => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  };
}
