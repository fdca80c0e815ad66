/** @file Passes come from different depths of the stack, spread over a page. */
import { describe, expect, it } from 'vitest';
import { depths, PAGE_WORDS, shifted, wordsBefore } from '../../src/timing/stack-depth.ts';
import { median } from '../../src/timing/statistics.ts';

/** Calls that fit on what is left of the stack. */
function room(): number {
  let calls = 0;
  const deeper = (): void => {
    calls++;
    deeper();
  };
  expect(deeper).toThrow(RangeError);
  return calls;
}

describe('a shifted call', () => {
  it('has that much less of the stack left', () => {
    for (let i = 0; i < 5; i++) room();
    const words = 40 * PAGE_WORDS;
    const left = (shift: number): number => median(Array.from({ length: 9 }, () => shifted(shift, room)));
    const calls = left(0);
    // Half as many words, half the loss, whatever a frame takes.
    const lost = calls - left(words);
    const half = calls - left(words / 2);
    expect(lost).toBeGreaterThan(calls / 20);
    expect(Math.abs(lost - 2 * half)).toBeLessThan(lost / 10);
  });

  it('passes on what the function returns or throws', async () => {
    expect(shifted(7, () => 'x')).toBe('x');
    await expect(shifted(7, async () => 'y')).resolves.toBe('y');
    expect(() =>
      shifted(7, () => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
  });
});

describe('passes in turns', () => {
  /** The window of a page in which a pass was found slow, of 13 depths two words apart. */
  const WINDOW_WORDS = 26;

  it.each([10, 25, 100])('%i of them come from all over a page', (passes) => {
    const words = Array.from({ length: passes }, (_, n) => wordsBefore(n));
    const most = Math.max(
      ...Array.from(
        { length: PAGE_WORDS },
        (_, from) => words.filter((at) => (at - from + PAGE_WORDS) % PAGE_WORDS < WINDOW_WORDS).length,
      ),
    );
    expect(most).toBeLessThanOrEqual(Math.ceil((passes * WINDOW_WORDS) / PAGE_WORDS) + 1);
  });

  it('come from every depth of a page', () => {
    expect(new Set(Array.from({ length: PAGE_WORDS }, (_, n) => wordsBefore(n))).size).toBe(PAGE_WORDS);
  });

  it('move from call to call', () => {
    const atNextDepth = depths();
    for (let i = 0; i < 5; i++) room();
    const calls = Array.from({ length: 9 }, () => atNextDepth(room));
    expect(new Set(calls).size).toBeGreaterThan(4);
  });
});
