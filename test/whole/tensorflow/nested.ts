/** @file A witness beside the tap: every kernel that the TensorFlow backend runs, and within which other one. */
import { kernelRegistry } from '../../../src/trace/registry.ts';

export interface Witnessed {
  /** Calls by kernel of those that no other kernel made. */
  readonly outermost: ReadonlyMap<string, number>;
  /** Calls by kernel of all. */
  readonly all: ReadonlyMap<string, number>;
  /** `outer > inner` */
  readonly pairs: ReadonlySet<string>;
}

const PREFIX = 'tensorflow_';

const plusOne = (map: Map<string, number>, key: string): unknown => map.set(key, (map.get(key) ?? 0) + 1);

/** What ran while `run` did; the registry has its own entries again afterwards. */
export async function witness(run: () => Promise<unknown>): Promise<Witnessed> {
  const registry = kernelRegistry();
  const entries = [...registry].filter(([key]) => key.startsWith(PREFIX));
  const [outermost, all] = [new Map<string, number>(), new Map<string, number>()];
  const pairs = new Set<string>();
  const within: string[] = [];
  for (const [key, config] of entries)
    registry.set(key, {
      ...config,
      kernelFunc(params) {
        const outer = within.at(-1);
        if (outer === undefined) plusOne(outermost, config.kernelName);
        else pairs.add(`${outer} > ${config.kernelName}`);
        plusOne(all, config.kernelName);
        within.push(config.kernelName);
        try {
          return config.kernelFunc(params);
        } finally {
          within.pop();
        }
      },
    });
  try {
    await run();
  } finally {
    for (const [key, config] of entries) registry.set(key, config);
  }
  return { outermost, all, pairs };
}
