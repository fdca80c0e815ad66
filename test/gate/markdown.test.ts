/** @file A verdict as Markdown is no longer than a comment may be, whatever is in it. */
import { expect, it } from 'vitest';
import { NOTHING_SAID, type Breach } from '../../src/gate/breach.ts';
import { verdictMarkdown } from '../../src/gate/markdown.ts';

/** What GitHub takes as a comment. */
const LARGEST = 65_536;

const breachOf = (name: string): Breach => ({
  ...NOTHING_SAID,
  limit: 'layers',
  of: `${name}/**`,
  figure: 'multiplyAdds',
  actual: 2_000_000,
  allowed: 1_000_000,
  rows: Array.from({ length: 7 }, (_, i) => ({
    name: `${name}.${i}`,
    row: i,
    before: null,
    actual: 300_000,
    attributes: [],
  })),
});

const written = (breaches: readonly Breach[], notes: readonly string[] = []): string =>
  verdictMarkdown({ breaches, less: [], ungated: [], notCompared: [] }, 'net', { notes });

it('a few limits are all told, each with five rows', () => {
  const text = written([breachOf('a'), breachOf('b')], ['limits of a file']);
  expect(text.match(/^\| [ab]\./gm)).toHaveLength(10);
  expect(text.match(/2 more layers/g)).toHaveLength(2);
  expect(text).toMatch(/^### tfjs-flops: net fails 2 of its limits\n\n\*\*a\/[^]*\n\nlimits of a file\n$/);
  expect(text).not.toContain('Left out');
});

it.each([
  ['hundreds of limits', Array.from({ length: 700 }, (_, i) => breachOf(`block${i}`))],
  ['long names', Array.from({ length: 40 }, (_, i) => breachOf(`${i}${'漢'.repeat(999)}`))],
  ['names that are written out', Array.from({ length: 40 }, (_, i) => breachOf(`${i}${'*'.repeat(999)}`))],
  ['a name longer than a comment', [breachOf('x'.repeat(100_000))]],
])('%s: what fits, and how much is left out', (_, breaches) => {
  const text = written(breaches, ['limits of a file']);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LARGEST);
  expect(text).toContain(`fails ${breaches.length} of its limits`);
  const left = Number(/^Left out, since a comment has no room: (\d+) more\n$/m.exec(text)![1]);
  const told = text.match(/more layers/g)?.length ?? 0;
  // The note, too, which stands last.
  expect(told + left).toBe(breaches.length + 1);
});
