/**
 * @file Sets XDG_RUNTIME_DIR while Vulkan looks for GPUs. Mesa's layer for selecting a device, which the Vulkan loader
 * loads by itself, then connects to a Wayland server, and libwayland writes to stderr where the variable is not set.
 */
import { isAbsolute } from 'node:path';

const NAME = 'XDG_RUNTIME_DIR';

/**
 * Calls `fn` with the variable set, and puts it back when `fn` returns. Where the variable was not set, it is the folder
 * of a login session; where that does not exist, libwayland is silent.
 */
export function withRuntimeFolder<T>(fn: () => T, env: NodeJS.ProcessEnv = process.env): T {
  const before = env[NAME];
  if (process.platform !== 'linux' || isAbsolute(before ?? '')) return fn();
  env[NAME] = `/run/user/${process.getuid?.() ?? 0}`;
  try {
    return fn();
  } finally {
    if (before === undefined) delete env[NAME];
    else env[NAME] = before;
  }
}
