/**
 * @file Backends that are not everywhere. A test that needs one is skipped with the reason printed, unless
 * TFJS_FLOPS_REQUIRE (`cpu,wasm,tensorflow,webgpu,chromium`) says that it must be here: then it fails.
 */
export type Requirable = 'tensorflow' | 'webgpu' | 'chromium';

const required = new Set((process.env['TFJS_FLOPS_REQUIRE'] ?? '').split(',').filter((name) => name !== ''));

/**
 * Whether tests of a backend are to be skipped: `describe.skipIf(mustSkip('webgpu', why))`.
 * @param why it cannot be had here; `null` where it can
 * @throws Error where it cannot and must
 */
export function mustSkip(name: Requirable, why: string | null): boolean {
  if (why === null) return false;
  if (required.has(name)) throw new Error(`TFJS_FLOPS_REQUIRE asks for ${name}, but: ${why}`);
  console.log(`tests of ${name} skipped: ${why}`);
  return true;
}
