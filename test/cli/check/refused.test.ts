/** @file What `check` refuses: one sentence each. */
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../run.ts';
import { BASE, OTHER, file, useReports } from './reports.ts';

useReports();

describe('bad input', () => {
  const bad = file('bad.json');
  beforeAll(() => writeFileSync(bad, '{"schemaVersion":9}'));

  it.each<[readonly string[], RegExp]>([
    [[], /check needs a MODEL/],
    [[BASE], /needs a limit or a baseline, and got none\. Give --baseline FILE, or give a limit/],
    [[BASE, '--update'], /--update writes a baseline, and none is named/],
    [[BASE, '--baseline', file('none.json')], /none\.json is not there\. Run: tfjs-flops check .* --update/],
    [[BASE, '--baseline', bad], /is a report of schemaVersion 9/],
    [[BASE, '--baseline', OTHER], /other\.json is of another model/],
    [[BASE, '--max-multiply-adds', 'much'], /--max-multiply-adds much is not a limit\. Give 320M/],
    [
      [BASE, '--max-multiply-adds', '+2%'],
      /--max-multiply-adds '?\+2%'? is relative, and there is no baseline/,
    ],
    [[BASE, '--layer', 'top=much'], /--layer top=much is not a limit/],
    [[BASE, '--layer', 'top'], /--layer top is not a pattern and its limit/],
    [[BASE, '--layer', 'topp=1M'], /--layer topp=1M names no layer\. Did you mean top\?/],
    [[BASE, '--layer', 'top=1M', '--layer', 'top=2M'], /--layer top=2M contradicts top=1M/],
    [
      [BASE, '--layer', 'top=2M', '--max-multiply-adds', '1M'],
      /--layer top=2M contradicts the limit of the whole/,
    ],
    [[BASE, '--no-kernel', 'Tille'], /--no-kernel Tille names no kernel of tfjs\. Did you mean Tile\?/],
    [[BASE, '--no-finding', 'repeated'], /names no rule of findings\. Did you mean repeated-layer\?/],
    [[BASE, '--baseline', BASE, '--batch', '2'], /--batch says how a model runs/],
    [
      [BASE, '--baseline', BASE, '--markdown', '/no/such/x.md'],
      /--markdown \/no\/such\/x\.md cannot be written/,
    ],
    [[BASE, '--max-kernel', '3'], /no flag "--max-kernel"\. Did you mean --max-kernels\?/],
  ])('%j: one sentence on stderr, nothing on stdout, code 2', async (words, message) => {
    const { code, out, err } = await runHere(['check', ...words]);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('in a workflow of GitHub Actions: an annotation as well, on stderr', async () => {
    const words = ['check', BASE, '--max-multiply-adds', '5%'];
    const { code, out, err } = await runHere(words, { GITHUB_ACTIONS: 'true' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: (--max-multiply-adds 5% [^\n]+)\n::error title=tfjs-flops::[^\n]+\n$/);
    // The percent sign as a runner reads it.
    expect(err.split('::').at(-1)).toMatch(/^--max-multiply-adds 5%25 is not a limit\. Give /);
  });
});
