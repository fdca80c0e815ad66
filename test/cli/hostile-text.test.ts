/**
 * @file Names that a terminal would obey: no control character, direction mark or line separator of a name is in any
 * text; they are shown as escapes, and what is copied from there names the layer again.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTerminal } from '../../src/cli/terminal.ts';
import { nextSteps } from '../../src/cli/next-steps.ts';
import { comparisonOf } from '../../src/compare/candidates.ts';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import type { Report } from '../../src/core/report.ts';
import { readReport } from '../../src/saved/read.ts';
import { visible } from '../../src/core/visible.ts';
import { rowName } from '../../src/core/writing.ts';
import { layerOf } from '../../src/report/find-layer.ts';
import { formatComparison, formatTable, formatWhy, withFaces } from '../../src/report/index.ts';
import { countModel, nestedModel } from '../report/reports.ts';
import { useBackend } from '../support/backend.ts';
import { runHere } from './run.ts';

/** Written here anew, from Unicode's tables: what the program uses may be wrong. */
const isObeyed = (character: string): boolean => {
  const code = character.codePointAt(0)!;
  const within = (first: number, last: number): boolean => first <= code && code <= last;
  return (
    (within(0x00, 0x1f) && code !== 0x0a) ||
    within(0x7f, 0x9f) ||
    code === 0x06_1c ||
    within(0x20_0e, 0x20_0f) ||
    within(0x20_28, 0x20_2e) ||
    within(0x20_66, 0x20_69)
  );
};

const OBEYED: readonly string[] = Array.from({ length: 0x21_00 }, (_, code) =>
  String.fromCharCode(code),
).filter((character) => isObeyed(character) || character === '\n');

/** The raw control characters in a text, apart from the ends of its lines. */
const rawIn = (text: string): readonly string[] => text.split('').filter(isObeyed).map(visible);

/** In each text of a report that a model's maker or a machine could choose, `name` is added. */
const CHOSEN = new Set([
  'adapter',
  'cause',
  'className',
  'label',
  'model',
  'name',
  'path',
  'refused',
  'remedy',
  'repairs',
  'text',
  'tfjs',
  'what',
]);
function spoilt(value: unknown, name: string, isChosen = false): unknown {
  if (typeof value === 'string') return isChosen ? value + name : value;
  if (Array.isArray(value)) return value.map((item) => spoilt(item, name, isChosen));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, spoilt(item, name, CHOSEN.has(key))]),
  );
}

let report: Report;
let folder = '';
beforeAll(async () => {
  await useBackend('cpu');
  report = countModel(nestedModel());
  report = {
    ...report,
    environment: { tfjs: '4.22.0', refused: 'wasm has no kernel' },
    repairs: ['a repair'],
    findings: [
      {
        rule: 'slow-kernel',
        marks: 'time',
        what: 'What: 2 multiply-adds.',
        work: [{ text: '2 multiply-adds', multiplyAdds: 2, isPerSecond: false }],
        cause: 'Cause.',
        remedy: 'Remedy.',
        evidence: {},
        rows: [0],
      },
    ],
  };
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-'));
});
afterAll(() => rm(folder, { recursive: true }));

const hostileName = fc
  .array(fc.oneof(fc.constantFrom(...OBEYED), fc.constantFrom(...'aZ9 .\'"\\$`;|&·×é漢'.split(''))), {
    minLength: 1,
    maxLength: 8,
  })
  .map((characters) => characters.join(''));

/** Every text about a report whose names are spoilt. */
function textsOf(name: string): readonly string[] {
  const hostile = withFaces(spoilt(report, name) as Report);
  const comparison = comparisonOf(
    'models',
    ['A', 'B'].map((label) => ({ label: label + name, report: hostile })),
    null,
    [],
  );
  const thrown = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof TfjsFlopsError) return error.message;
      throw error;
    }
    throw new Error('nothing was thrown');
  };
  const layer = rowName(hostile.layers.find(({ counted }) => counted.multiplyAdds > 0)!);
  return [
    formatTable(hostile),
    formatTable(hostile, { by: 'kernel', width: 50 }),
    formatTable(hostile, { depth: 'all' }),
    formatWhy(hostile, layer),
    formatWhy(hostile, visible(layer)),
    formatComparison(comparison),
    inspect(hostile),
    // oxlint-disable-next-line typescript/no-base-to-string -- it has a toString of its own
    String(hostile),
    thrown(() => formatWhy(hostile, `none${name}`)),
    thrown(() => layerOf(hostile, `none${name}`)),
  ];
}

describe('no raw control character', () => {
  it('is in table, why, comparison, summary or message: random names', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const texts = textsOf(name);
        expect(texts.flatMap(rawIn)).toEqual([]);
        // A line end in a name ends no line.
        const lines = (all: readonly string[]): readonly number[] =>
          [0, 3, 6].map((i) => all[i]!.split('\n').length);
        if (name.length === 1) expect(lines(texts)).toEqual(lines(textsOf(visible(name))));
      }),
      { numRuns: 40, seed: 17 },
    );
  });

  it('is there of any one of them', () => {
    for (const character of OBEYED) expect(visible(`a${character}b`)).toMatch(/^a\\u[\da-f]{4}b$/);
    for (const text of ['é漢字 🙂', 'a\u200Db', '\u00A0', '▲ × ÷ ≈']) expect(visible(text)).toBe(text);
  });

  it('passes the terminal, whoever wrote the text; styles of our own do', () => {
    const all = OBEYED.join('');
    for (const FORCE_COLOR of ['0', '1']) {
      const written = { out: '', err: '' };
      const stream = (name: 'out' | 'err') => ({
        isTTY: true,
        write: (text: string): void => void (written[name] += text),
      });
      const terminal = openTerminal({ stdout: stream('out'), stderr: stream('err'), env: { FORCE_COLOR } });
      terminal.print(`${all}\u001B[2J`);
      terminal.progress(all);
      terminal.complain(all);
      expect(rawIn(written.out)).toEqual([]);
      expect(rawIn(written.err.replaceAll('\r\u001B[K', ''))).toEqual([]);
      written.out = '';
      terminal.print('\u001B[1mbold\u001B[22m');
      expect(rawIn(written.out)).toHaveLength(FORCE_COLOR === '1' ? 2 : 0);
    }
  });

  it('with colour: styles are around what is shown, never in a name', () => {
    const hostile = spoilt(report, '\u001B[31m') as Report;
    const layer = rowName(hostile.layers.find(({ path }) => path.length > 1)!);
    for (const text of [formatTable(hostile, { color: true }), formatWhy(hostile, layer, { color: true })]) {
      expect(text).toContain(String.raw`\u001b[31m`);
      expect(text).not.toContain('\u001B[31m');
    }
  });
});

describe('the next line', () => {
  const terminal = openTerminal({ stdout: { write: () => {} }, stderr: { write: () => {} }, env: {} });

  /** What a POSIX shell makes of the command. */
  const wordsIn = (line: string): readonly string[] => {
    const [command = ''] = line.slice(line.indexOf('tfjs-flops ') + 'tfjs-flops '.length).split(/ ·(?: |$)/);
    const script = `words() { for word; do printf '%s\\0' "$word"; done; }; words ${command}`;
    return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
  };

  it.each(['', ' b', "'; touch x; '", '$(id)`id`', '"|&', '\u001B[2J', '\n\u202E', '漢 é', '\\'])(
    'with %j is read by a shell as the names that the table prints',
    (name) => {
      const hostile = spoilt(report, name) as Report;
      const words = wordsIn(nextSteps(`my${name}`, hostile, terminal)[0]!);
      expect(words.slice(0, 2)).toEqual(['why', visible(`my${name}`)]);
      expect(words).toHaveLength(3);
      // The convolution of `wide`: kh, kw, cIn, cOut, ho, wo.
      const work = [3, 3, 4, 8, 8, 8].reduce((product, size) => product * size);
      expect(formatWhy(hostile, words[2]!)).toMatch(
        new RegExp(`counted .*= ${work.toLocaleString('en-US')} `),
      );
    },
  );

  it('puts names that look like flags after --', () => {
    expect(wordsIn(nextSteps('-x', report, terminal)[0]!).slice(0, 3)).toEqual(['why', '--', '-x']);
  });
});

describe('a graph with such names', () => {
  const NAME = "\u001B]0;pwned\u0007\u001B[2J\u202Ez 'y'";
  const placeholder = (name: string, ...sizes: readonly number[]) => ({
    name,
    op: 'Placeholder',
    attr: {
      dtype: { type: 'DT_FLOAT' },
      shape: { shape: { dim: sizes.map((size) => ({ size: String(size) })) } },
    },
  });
  const file = async (): Promise<string> => {
    const path = join(folder, 'graph.json');
    const node = [
      placeholder('x', 1, 4),
      placeholder('w\u0085', 4, 3),
      { name: NAME, op: 'MatMul', input: ['x', 'w\u0085'], attr: { T: { type: 'DT_FLOAT' } } },
    ];
    await writeFile(path, JSON.stringify({ modelTopology: { node, versions: {} }, weightsManifest: [] }));
    return path;
  };

  it('is profiled, explained, compared and saved without one raw character', async () => {
    const path = await file();
    const table = await runHere(['profile', path, '--runs', '0', '--backend', 'cpu']);
    expect(table.err).toBe('');
    const [k, n] = [4, 3];
    expect(table.out).toMatch(new RegExp(`pwned.* ${k * n} `));
    const whole = await runHere(['why', path, visible(NAME), '--backend', 'cpu']);
    expect(whole.out).toContain(String(k * n));
    expect(await runHere(['why', path, NAME, '--backend', 'cpu'])).toEqual(whole);
    const json = await runHere(['profile', path, '--runs', '0', '--backend', 'cpu', '--json', '-']);
    expect(readReport(json.out).layers.some((row) => row.path.includes(NAME))).toBe(true);
    const wrong = await runHere(['why', path, `${NAME}!`, '--backend', 'cpu']);
    expect(wrong.code).toBe(2);
    const progress = await runHere(
      ['profile', path, '--runs', '0', '--backend', 'cpu'],
      { TERM: 'xterm', NO_COLOR: '1' },
      true,
    );
    for (const { out, err } of [table, whole, json, wrong, progress])
      expect(rawIn(out + err.replaceAll('\r\u001B[K', ''))).toEqual([]);
  });

  it('and a class that tfjs does not have: one sentence', async () => {
    const path = join(folder, 'class.json');
    const layer = (class_name: string, name: string, config: object, inbound_nodes: readonly unknown[]) => ({
      class_name,
      name,
      config: { name, ...config },
      inbound_nodes,
    });
    const layers = [
      layer('InputLayer', 'x', { batch_input_shape: [null, 4], dtype: 'float32' }, []),
      layer('\u001B[31mX', 'a', {}, [[['x', 0, 0, {}]]]),
    ];
    const config = { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: [['a', 0, 0]] };
    await writeFile(path, JSON.stringify({ modelTopology: { class_name: 'Model', config } }));
    const { code, out, err } = await runHere(['profile', path]);
    expect({ code, out, raw: rawIn(err) }).toEqual({ code: 2, out: '', raw: [] });
    expect(err).toMatch(/^error: [^\n]*\\u001b\[31mX[^\n]*\n$/);
  });
});
