/**
 * @file The textbook's forms, and that what they leave out balances them against theory to the last digit.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { vit, type VitOptions } from '../../models/vit.ts';
import { ZOO } from '../../models/zoo.ts';
import type { Json, Shape } from '../../src/core/shape.ts';
import type { TextbookForm, TextbookRow, TheoryRow } from '../../src/core/theory.ts';
import { countsOf, valueOf } from '../../src/core/work.ts';
import { LAYER_FORMULAS } from '../../src/theory/layers/table.ts';
import * as forms from '../../src/textbook/forms.ts';
import { attentionGroups } from '../../src/textbook/groups.ts';
import { textbookRows } from '../../src/textbook/rows.ts';
import { deriveRows } from '../../src/theory/layers/walk.ts';

beforeAll(() => tf.setBackend('cpu'));

const { layers } = tf;
const says = ({ says }: Pick<TextbookForm, 'says'>): number =>
  says.reduce((sum, summand) => sum + valueOf(summand), 0);
const termsOf = ({ terms }: TextbookForm): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { term, sign, factors } of terms) sums[term] = (sums[term] ?? 0) + sign * valueOf({ factors });
  return sums;
};
const balanced = (form: TextbookForm): number =>
  Object.values(termsOf(form)).reduce((sum, amount) => sum + amount, says(form));

function rowsOf(model: tf.LayersModel, ...inputs: readonly Shape[]): readonly TheoryRow[] {
  const topology = model.toJSON(null, false) as Json;
  model.dispose();
  return deriveRows({ format: 'layers', topology, inputs }, LAYER_FORMULAS);
}

/** Theory of the layer itself, or of everything below a group's path. */
function theoryOf(rows: readonly TheoryRow[], { path, kind }: TextbookRow) {
  const isLayer = kind === 'convolution' || kind === 'dense';
  const below = rows.filter((row) => path.every((step, i) => row.path[i] === step));
  const derived = below.filter((row) => row.state === 'derived');
  const own = isLayer ? derived.filter((row) => row.path.length === path.length) : derived;
  return {
    multiplyAdds: own
      .flatMap(({ uses }) => uses)
      .reduce((sum, { work, calls }) => sum + calls * countsOf(work).multiplyAdds, 0),
    parameters: own.reduce((sum, { parameters }) => sum + parameters.total, 0),
  };
}

/** Each form that does not balance, a sentence each. */
const unbalanced = (rows: readonly TheoryRow[]): string[] =>
  textbookRows(rows).flatMap((row) =>
    (['multiplyAdds', 'parameters'] as const).flatMap((quantity) => {
      const form = row[quantity];
      const theory = theoryOf(rows, row)[quantity];
      return form === null || balanced(form) === theory
        ? []
        : [`${row.kind} ${row.path.join('.')} ${form.form}: ${balanced(form)}, theory ${theory}`];
    }),
  );

const modelRow = (rows: readonly TheoryRow[]): TextbookRow =>
  textbookRows(rows).find(({ kind }) => kind === 'model')!;
const rowAt = (rows: readonly TheoryRow[], path: string, kind: TextbookRow['kind']): TextbookRow =>
  textbookRows(rows).find((row) => row.path.join('.') === path && row.kind === kind)!;

describe('forms', () => {
  const [N, D, h, Dff, batch] = [197, 192, 3, 768, 2];
  const conv = { kh: 3, kw: 5, cIn: 6, cOut: 9, ho: 7, wo: 8, batch };

  it('say what the text says', () => {
    expect(says(forms.F1(conv))).toBe(batch * 3 * 5 * 6 * 9 * 7 * 8);
    expect(says(forms.F2({ ...conv, groups: 3 }))).toBe((batch * 3 * 5 * 6 * 9 * 7 * 8) / 3);
    expect(says(forms.F3({ n: N, d: D, batch }))).toBe(batch * 3 * N * D ** 2);
    expect(says(forms.F3({ n: N, d: D, dk: D / h, batch }))).toBe((batch * 3 * N * D ** 2) / h);
    expect(says(forms.F4({ n: N, d: D, batch }))).toBe(batch * N ** 2 * D);
    expect(says(forms.F5({ n: N, d: D, batch }))).toBe(batch * N ** 2 * D);
    expect(says(forms.F6({ n: N, d: D, batch }))).toBe(batch * (3 * N * D ** 2 + 2 * N ** 2 * D));
    expect(says(forms.F7({ n: N, d: D, dff: Dff, batch }))).toBe(batch * 2 * N * D * Dff);
    expect(says(forms.F9({ n: N, d: D, heads: h, batch }))).toBe(
      batch * h * (3 * N * D ** 2 + 2 * N ** 2 * D),
    );
    expect(says(forms.P1({ kh: 3, kw: 5, cIn: 6, cOut: 9 }))).toBe((3 * 5 * 6 + 1) * 9);
    expect(says(forms.P2({ inputs: 5, outputs: 7 }))).toBe((5 + 1) * 7);
    expect(says(forms.P3({ ph: 16, pw: 16, channels: 3, d: D }))).toBe(16 * 16 * 3 * D);
    expect(says(forms.P4({ n: N, d: D }))).toBe(N * D);
    expect(says(forms.P5({ d: D }))).toBe(3 * D ** 2);
    expect(says(forms.P6({ d: D, dff: Dff }))).toBe((D + 1) * Dff + (Dff + 1) * D);
    const parts = [forms.F6({ n: N, d: D, batch }), forms.F7({ n: N, d: D, dff: Dff, batch })];
    expect(says(forms.F8('F6 + F7', parts))).toBe(
      batch * (3 * N * D ** 2 + 2 * N ** 2 * D + 2 * N * D * Dff),
    );
  });
});

describe('the zoo', () => {
  it.each(ZOO.map(({ name }) => name))('%s balances in every row', (name) => {
    const entry = ZOO.find((candidate) => candidate.name === name)!;
    const rows = rowsOf(entry.build({ imageSize: 64, classes: 10 }), [2, 64, 64, 3]);
    expect(unbalanced(rows)).toEqual([]);
    const { multiplyAdds, parameters } = modelRow(rows);
    expect(multiplyAdds?.form).toBe('F8');
    expect(parameters).not.toBeNull();
  });

  it('DeiT-Ti: the text leaves out patches, projections and the head', () => {
    const rows = rowsOf(ZOO.find(({ name }) => name === 'deit-ti16')!.build(), [1, 224, 224, 3]);
    const [N, n, D, h, d, Dff, L, classes] = [197, 196, 192, 3, 64, 768, 12, 1000];
    const model = modelRow(rows);
    expect(says(model.multiplyAdds!)).toBe(L * (3 * N * D * D + 2 * N * N * D + 2 * N * D * Dff));
    expect(termsOf(model.multiplyAdds!)).toEqual({
      'output projection': L * N * h * d * D,
      'patch embedding': n * 16 * 16 * 3 * D,
      head: D * classes,
    });
    expect(model.multiplyAdds!.text).toBe('12·(F6 + F7)');
    expect(says(model.parameters!)).toBe(
      16 * 16 * 3 * D + N * D + L * (3 * D * D + (D + 1) * Dff + (Dff + 1) * D) + (D + 1) * classes,
    );
    expect(termsOf(model.parameters!)).toEqual({
      'output projection': L * h * d * D,
      biases: L * (3 * h * d + D),
      'patch embedding bias': D,
      'class token': D,
      'layer norms': (2 * L + 1) * 2 * D,
    });
    const attention = rowAt(rows, 'blocks.7.attn', 'attention');
    expect(says(attention.multiplyAdds!)).toBe(3 * N * D * D + 2 * N * N * D);
    expect(says(rowAt(rows, 'blocks.7.mlp', 'mlp').parameters!)).toBe((D + 1) * Dff + (Dff + 1) * D);
  });

  it('MobileNetV2: depthwise convolutions are F1 / g, and none has the bias of P1', () => {
    const rows = rowsOf(ZOO.find(({ name }) => name === 'mobilenet-v2')!.build(), [1, 224, 224, 3]);
    const conv = textbookRows(rows).filter(({ kind }) => kind === 'convolution');
    expect(new Set(conv.map((row) => row.multiplyAdds?.form))).toEqual(new Set(['F1', 'F2']));
    expect(conv.every((row) => (termsOf(row.parameters!)['no bias'] ?? 0) < 0)).toBe(true);
  });
});

describe('heads whose widths do not add up to D', () => {
  const options = { imageSize: 8, patch: 4, depth: 2, width: 6, classes: 3, mlp: 7 };
  it.each<Partial<VitOptions> & Pick<VitOptions, 'heads'>>([
    { heads: 2, headWidth: 5 },
    { heads: 4, headWidth: 1 },
    { heads: 3, headWidth: 2 },
    { heads: 5, headWidth: 6, distilled: true },
  ])('%j balance', (more) => {
    const [batch, N, D] = [2, more.distilled ? 6 : 5, options.width];
    const rows = rowsOf(vit({ ...options, ...more }), [batch, 8, 8, 3]);
    expect(unbalanced(rows)).toEqual([]);
    const excess = more.heads * more.headWidth! - D;
    const terms = termsOf(rowAt(rows, 'blocks.0.attn', 'attention').multiplyAdds!);
    expect(terms['head width'] ?? 0).toBe(batch * (3 * N * D + 2 * N * N) * excess);
    const groups = attentionGroups(rows);
    expect(groups.map(({ path }) => path.join('.'))).toEqual(['blocks.0.attn', 'blocks.1.attn']);
    expect(groups[0]).toMatchObject({ d: D, heads: more.heads, headWidth: more.headWidth });
    expect(groups[0]?.uses).toEqual([{ n: N, batch, calls: 1 }]);
  });
});

const unread = (what: string): PropertyDescriptor => ({
  get: () => {
    throw new Error(`the textbook reads ${what}`);
  },
});

describe('other models', () => {
  const B = 2;
  it('a separable and a channels-first convolution balance, shared layers too', () => {
    const x = tf.input({ shape: [3, 8, 8] });
    const dataFormat = 'channelsFirst' as const;
    const shared = layers.conv2d({ name: 'shared', filters: 3, kernelSize: 3, padding: 'same', dataFormat });
    let y = shared.apply(shared.apply(x)) as tf.SymbolicTensor;
    y = layers.separableConv2d({ filters: 5, kernelSize: 3, dataFormat }).apply(y) as tf.SymbolicTensor;
    y = layers.batchNormalization({ axis: 1, center: false }).apply(y) as tf.SymbolicTensor;
    y = layers.dense({ units: 4, useBias: false }).apply(layers.flatten().apply(y)) as tf.SymbolicTensor;
    const rows = rowsOf(tf.model({ inputs: x, outputs: y }), [B, 3, 8, 8]);
    expect(unbalanced(rows)).toEqual([]);
    expect(says(rowAt(rows, 'shared', 'convolution').multiplyAdds!)).toBe(2 * B * (8 * 8) * (3 * 3) * 3 * 3);
    expect(termsOf(modelRow(rows).multiplyAdds!)).toEqual({ 'dense layers': B * (5 * 6 * 6) * 4 });
    expect(modelRow(rows).multiplyAdds!.text).toBe('Σ (F1 + F2)');
  });

  it('have no word where a layer is beyond the text', () => {
    const x = tf.input({ shape: [4, 5] });
    const y = layers.lstm({ units: 3 }).apply(x) as tf.SymbolicTensor;
    const z = layers.dense({ name: 'out', units: 2 }).apply(y) as tf.SymbolicTensor;
    const rows = rowsOf(tf.model({ inputs: x, outputs: z }), [B, 4, 5]);
    expect(modelRow(rows)).toMatchObject({ multiplyAdds: null, parameters: null });
    expect(rowAt(rows, 'out', 'dense')).toMatchObject({ multiplyAdds: null });
    expect(says(rowAt(rows, 'out', 'dense').parameters!)).toBe((3 + 1) * 2);
  });

  it('are read by shapes and configs alone, never by theory’s work or parameters', () => {
    const rows = rowsOf(
      ZOO.find(({ name }) => name === 'deit-ti16')!.build({ imageSize: 32 }),
      [1, 32, 32, 3],
    );
    const guarded = rows.map((row) =>
      row.state === 'derived'
        ? Object.defineProperty(
            {
              ...row,
              uses: row.uses.map((use) => Object.defineProperty({ ...use }, 'work', unread('work'))),
            },
            'parameters',
            unread('parameters'),
          )
        : row,
    );
    expect(textbookRows(guarded)).toEqual(textbookRows(rows));
  });
});
