/**
 * @file XDG_RUNTIME_DIR, while a Vulkan driver is asked for its GPUs: Mesa's device selection, which the Vulkan loader
 * runs first, then looks for a Wayland server, and libwayland writes to stderr where the variable is not set.
 */
import { isAbsolute } from 'node:path';

const NAME = 'XDG_RUNTIME_DIR';

/**
 * Calls `fn`, which reads the variable before it returns, with the variable set; puts it back. Where it is not set, it
 * is the folder that a login session has; libwayland says nothing where there is none.
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
