/**
 * @file The kernel registry: one Map per realm from `backend_Kernel` to a kernel's config, shared by every copy of
 * tfjs-core since 2.0 and looked up on every kernel call.
 */

/** @returns `null` where no tfjs-core 2 or later is loaded */
export function foundRegistry<Config>(): Map<string, Config> | null {
  const globals: unknown = Reflect.get(globalThis, '_tfGlobals');
  const registry: unknown = globals instanceof Map ? globals.get('kernelRegistry') : undefined;
  return registry instanceof Map ? (registry as Map<string, Config>) : null;
}
