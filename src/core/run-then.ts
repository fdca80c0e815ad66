/** @file What must be undone when something has run, however that ends. */

/** Runs `run`, then `end`: after its promise where it gives one, and where it fails too. @throws whatever `run` throws */
export function runThen<T>(run: () => T, end: () => void): T {
  let result: T;
  try {
    result = run();
  } catch (error) {
    end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(end) as T;
  end();
  return result;
}
