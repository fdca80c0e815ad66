/**
 * @file Tests that take long: `npm run test:large` runs them, and CI does; `npm test` leaves them out, and says which. What
 * they show of large models, the others show of small ones.
 */
export const isLarge = process.env['TFJS_FLOPS_LARGE'] === '1';

/**
 * @param what they are, in the sentence that says which are left out
 * @returns all names where large tests run, else the usual ones
 */
export function usualOf<const T extends string>(
  what: string,
  names: readonly T[],
  usual: readonly NoInfer<T>[],
): readonly T[] {
  const missing = usual.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`no ${what}: ${missing.join(', ')}`);
  if (isLarge) return names;
  const others = names.filter((name) => !usual.includes(name));
  if (others.length > 0) console.log(`${what} left to npm run test:large: ${others.join(', ')}`);
  return usual;
}
