/** @file Whatever is wrong in a saved report is said in one sentence, and nothing that is read crashes a renderer. */
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import type { Report } from '../../src/core/report.ts';
import { rowName } from '../../src/core/writing.ts';
import { changesBetween } from '../../src/diff/changes.ts';
import { toBrief, toCsv, toLatex, toMarkdown, toSpeedscope, toTrace } from '../../src/export/index.ts';
import { formatTable } from '../../src/report/table.ts';
import { formatWhy } from '../../src/report/why.ts';
import { checkerOf } from '../../src/saved/check/schema.ts';
import type { FileCall, ReportFile } from '../../src/saved/file.ts';
import { readReport } from '../../src/saved/read.ts';
import schema from '../../src/saved/report.schema.json' with { type: 'json' };
import { writeReport } from '../../src/saved/write.ts';
import { useBackend } from '../support/backend.ts';
import { timedReport, trainingReport } from './reports.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Holder = { [key: string]: Json };

let texts: readonly string[] = [];
let original: readonly Report[] = [];
const EXPORTS = [toCsv, toMarkdown, toLatex, toSpeedscope, toBrief];

beforeAll(async () => {
  await useBackend('cpu');
  original = [await timedReport(), trainingReport()];
  texts = original.map(writeReport);
});

/** Every field and item of a value, by the object or list that holds it. */
function* places(
  value: Json,
  isFree: (key: string) => boolean = () => false,
): Generator<readonly [holder: Holder, key: string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (isFree(key)) continue;
    yield [value as Holder, key];
    yield* places(inner, isFree);
  }
}

const parsed = (text: string): Holder => JSON.parse(text) as Holder;

function refusal(text: string): string {
  try {
    readReport(text, 'r.json');
  } catch (error) {
    if (error instanceof TfjsFlopsError) return error.message;
    throw error;
  }
  return 'read';
}

const expectOneSentence = (message: string): void => {
  expect(message).toMatch(/^r\.json .+\.$/);
  // oxlint-disable-next-line no-control-regex -- none may be printed
  expect(message).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
};

describe('a damaged report', () => {
  it.each<[string, (file: Holder) => void, RegExp]>([
    ['without a list', (file) => delete file['entries'], /: entries is missing\./],
    ['with a field too many', (file) => (file['entrees'] = []), /entrees is no field of this version/],
    [
      'with a text for a number',
      (file) => ((file['total'] as Holder)['comparedRows'] = '3'),
      /total\.comparedRows must be an integer, got '3'/,
    ],
    [
      'with half a call',
      (file) => (((file['entries'] as Json[])[0] as Holder)['call'] = 0.5),
      /entries\[0\]\.call must be an integer, got 0\.5/,
    ],
    [
      'with a call that is not there',
      (file) => (((file['entries'] as Json[])[0] as Holder)['call'] = 99_999),
      /entries\[0\]\.call names number 99999 of the calls/,
    ],
    [
      'with a scope in itself',
      (file) => (((file['scopes'] as Json[])[1] as Holder)['parent'] = 1),
      /scopes\[1\]\.parent names number 1 of the scopes before it/,
    ],
    [
      'with a negative count',
      (file) => (((file['layers'] as Json[])[1] as Holder)['bytes'] = -4),
      /layers\[1\]\.bytes must be 0 or more, got -4/,
    ],
    [
      'with a count that nobody made',
      (file) => (((file['kernels'] as Json[])[0] as Holder)['bytes'] = 4),
      /total\.bytes is \d+, but the kernels add up to \d+/,
    ],
    [
      'with a kind of its own',
      (file) => (((file['weights'] as Json[])[0] as Holder)['dtype'] = 'float64'),
      /weights\[0\]\.dtype must be "float32"/,
    ],
    [
      'with a factor that its calls have not',
      (file) => {
        for (const { cost } of file['calls'] as unknown as FileCall[])
          if (cost.state === 'counted')
            for (const { factors } of cost.work) (factors as Record<string, number>)['once more'] = 2;
      },
      /total\.counted\.\w+ is \d+, but the calls add up to \d+/,
    ],
    [
      'with a peak that no kernel reached',
      (file) => (((file['memory'] as Holder)['peakBytes'] as number) += 1),
      /memory\.peakBytes is \d+, but the most that was alive is \d+/,
    ],
    [
      'without the memory of its last entry',
      (file) => void ((file['memory'] as Holder)['liveBytes'] as Json[]).pop(),
      /memory\.liveBytes must have a number for each of the \d+ entries, got \d+/,
    ],
    [
      'with a factor beyond what a count holds',
      (file) => {
        for (const { cost } of file['calls'] as unknown as FileCall[])
          if (cost.state === 'counted')
            for (const { factors } of cost.work) (factors as Record<string, number>)['more'] = 1e16;
      },
      /A count must be an integer/,
    ],
    [
      'without a result of a call',
      (file) => (((file['calls'] as Json[])[0] as Holder)['outputs'] = []),
      /calls\[0\]\.outputs must have 1 or more items, got 0/,
    ],
  ])('%s', (_, damage, says) => {
    const file = parsed(texts[0]!);
    damage(file);
    const message = refusal(JSON.stringify(file));
    expectOneSentence(message);
    expect(message).toMatch(says);
  });

  it.each([
    ['', /is not JSON/],
    ['[]', /is no saved report, but an empty array/],
    ['null', /is no saved report, but null/],
    ['{}', /its schemaVersion must be 1, got undefined/],
    [
      '{"schemaVersion":2}',
      /is a report of schemaVersion 2, and 1 is the newest that is known here\. Update tfjs-flops/,
    ],
    ['{"schemaVersion":"1"}', /its schemaVersion must be 1, got '1'/],
    ['{"modelTopology":{}}', /is a model and no saved report/],
    ['{"schemaVersion":1,"of":"models","candidates":[]}', /is a comparison and no saved report\. Save a/],
    ['{"schemaVersion":1,"axes":[],"points":[]}', /is a sweep and no saved report\. Save a report/],
  ])('%j', (text, says) => {
    expectOneSentence(refusal(text));
    expect(refusal(text)).toMatch(says);
  });

  it('no: a kernel of any name is one that nothing is known of', () => {
    const file = parsed(texts[0]!);
    let known = ((file['kernels'] as Json[])[0] as Holder)['kernel'];
    for (const name of ['__proto__', 'constructor', 'toString']) {
      for (const list of ['calls', 'kernels'])
        for (const row of file[list] as Holder[]) if (row['kernel'] === known) row['kernel'] = name;
      known = name;
      const report = readReport(JSON.stringify(file));
      const peaks = { multiplyAddsPerSecond: 1e9, bytesPerSecond: 1e9, launchMs: 1e-3 };
      expect(formatTable({ ...report, peaks }, { depth: 'all' })).toContain('Total');
    }
  });

  it('cut anywhere', () => {
    const [text] = texts;
    for (let part = 0; part < 20; part++)
      expect(refusal(text!.slice(0, Math.floor((part * text!.length) / 20)))).toMatch(/is not JSON/);
  });

  it('of 300 in which something is missing, of another kind, or too much: each is refused in one sentence', () => {
    const wrong: readonly ((holder: Holder, key: string) => boolean)[] = [
      (holder, key) => {
        const value = holder[key]!;
        holder[key] = typeof value === 'number' ? `${value}` : typeof value === 'string' ? [value] : 7.25;
        return true;
      },
      (holder, key) => {
        if (typeof holder[key] !== 'number') return false;
        holder[key] = -1 - Math.abs(holder[key]);
        return true;
      },
      (holder) => {
        if (Array.isArray(holder)) return false;
        holder['nothing of the kind'] = 1;
        return true;
      },
    ];
    // Where any JSON may stand, or any name.
    const isFree = (key: string): boolean =>
      /^(?:config|evidence|attrs|environment|factors|sources|inputs)$/.test(key);
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(1), fc.nat(), fc.nat(2), (which, at, how) => {
        const file = parsed(texts[which]!);
        const all = [...places(file, isFree)];
        const [holder, key] = all[at % all.length]!;
        fc.pre(wrong[how]!(holder, key));
        const message = refusal(JSON.stringify(file));
        // What may be negative: amounts of bridges.
        if (how === 1) fc.pre(message !== 'read');
        expectOneSentence(message);
        refused += 1;
      }),
      { numRuns: 300, seed: 19 },
    );
    expect(refused).toBe(300);
  });

  it('or one that is read all the same: it is printed whole, whatever was changed in 300', () => {
    fc.assert(
      fc.property(
        fc.nat(1),
        fc.nat(),
        fc.constantFrom<Json>(0, 1, 3, 1e15, '', 'x', '__proto__', null, [], {}, true),
        (which, at, value) => {
          const file = parsed(texts[which]!);
          const all = [...places(file)];
          const [holder, key] = all[at % all.length]!;
          holder[key] = value;
          const text = JSON.stringify(file);
          const message = refusal(text);
          if (message !== 'read') return expectOneSentence(message);
          const report = readReport(text);
          formatTable(report);
          formatTable(report, { by: 'kernel', depth: 'all' });
          const named = report.layers.find(({ path }) => path.join('') !== '');
          if (named !== undefined) formatWhy(report, rowName(named));
          for (const write of EXPORTS) write(report);
          if (report.total.time !== null) toTrace(report);
          changesBetween(original[which]!, report);
        },
      ),
      { numRuns: 300, seed: 20 },
    );
  });
});

it('is checked as ajv checks it, in 400 changed files', () => {
  const ajv = new Ajv({ strict: false }).compile(schema);
  const own = checkerOf(schema);
  let wrong = 0;
  fc.assert(
    fc.property(
      fc.nat(1),
      fc.nat(),
      fc.constantFrom<Json>(0, 1.5, -1, 'x', null, [], {}, [1], true),
      (which, at, value) => {
        const file = parsed(texts[which]!);
        const all = [...places(file)];
        const [holder, key] = all[at % all.length]!;
        if (value === true) delete holder[key];
        else holder[key] = value;
        const isValid = ajv(file);
        if (!isValid) wrong += 1;
        expect(own(JSON.parse(JSON.stringify(file)) as ReportFile) === null).toBe(isValid);
      },
    ),
    { numRuns: 400, seed: 21 },
  );
  expect(wrong).toBeGreaterThan(100);
});
