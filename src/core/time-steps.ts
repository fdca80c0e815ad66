/**
 * @file The step of a report's times: 2⁻²⁰ ms, about 1 ns and below the step of any clock. Multiples of a power of two
 * add up exactly, in any order.
 */
const STEPS_PER_MS = 2 ** 20;

/** The nearest whole number of steps, in ms. */
export const inSteps = (ms: number): number => Math.round(ms * STEPS_PER_MS) / STEPS_PER_MS;

/** Seven decimals tell neighbouring steps apart: {@link inSteps} has the time again. */
export const shortMs = (ms: number): number => Number(ms.toFixed(7));
