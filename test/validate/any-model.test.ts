/** @file The text's formulas and the reader's own on any model: verdicts from real runs, faults, both languages. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { vit } from '../../models/vit.ts';
import { networkWorkload, zooWorkload } from '../../models/index.ts';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import type { Report } from '../../src/core/report.ts';
import type { Workload } from '../../src/core/workload.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { profile } from '../../src/profile/profile.ts';
import { checkModel, isExplained } from '../../src/trial/check.ts';
import { columnsOf, padStart, wrapped } from '../../src/validate/any-model/columns.ts';
import { formatModelCheck } from '../../src/validate/any-model/format.ts';
import type { FormulaLine } from '../../src/trial/line.ts';
import { ownFormula } from '../../src/trial/own.ts';
import { LANGUAGES } from '../../src/trial/texts.ts';
import { runHere } from '../cli/run.ts';
import { useBackend } from '../support/backend.ts';

const [IMAGE, PATCH, D, HEADS, DEPTH] = [32, 8, 48, 3, 2];
const N = (IMAGE / PATCH) ** 2 + 1;
const F6 = 3 * N * D ** 2 + 2 * N ** 2 * D;

const transformer = (): Workload =>
  networkWorkload({
    name: 'small',
    title: 'small',
    spec: { seed: 1 },
    inputShape: [1, IMAGE, IMAGE, 3],
    build: () => vit({ imageSize: IMAGE, patch: PATCH, width: D, heads: HEADS, depth: DEPTH, classes: 10 }),
  });

const lineOf = (report: Report, ...formulas: readonly string[]): FormulaLine =>
  checkModel(report, formulas.map(ownFormula)).lines.at(-1)!;

describe('validate MODEL', () => {
  let report: Report;
  let cnn: Report;
  beforeAll(async () => {
    await useBackend('cpu');
    report = await profile(transformer(), { runs: 0 });
    cnn = await profile(zooWorkload('mobilenet-v2', { imageSize: 32 }), { runs: 0 });
  });

  it("gives F9's verdict on h times attention", () => {
    const { verdict } = lineOf(report, 'attention=h*(3*N*D^2+2*N^2*D)');
    const projection = { name: 'output projection', amount: DEPTH * N * D * D };
    expect(verdict).toMatchObject({
      outcome: 'wrong',
      factor: { text: 'h', value: HEADS },
      missing: [projection],
      says: DEPTH * HEADS * F6,
      shows: DEPTH * (F6 + N * D * D),
      layers: DEPTH,
    });
    const f9 = checkModel(report).lines.find(({ form }) => form === 'F9')!;
    expect(f9.verdict).toEqual(verdict);
  });

  it.each<[string, object]>([
    ['mlp=2*N*D*Dff', { outcome: 'exact', isGeneral: true }],
    ['mlp=8*N*D^2', { outcome: 'exact', isGeneral: false }],
    [
      'mlp=N*D*Dff',
      {
        outcome: 'incomplete',
        missing: [{ name: 'first layer or second layer', amount: DEPTH * N * D * 4 * D }],
      },
    ],
    [
      'attention=3*N*D^2+N^2*D+N*D^2',
      {
        outcome: 'incomplete',
        missing: [{ name: 'attention scores or apply attention', amount: DEPTH * N * N * D }],
      },
    ],
    ['mlp=4*N*D*Dff', { outcome: 'wrong', factor: { text: '2', value: 2 } }],
    ['feed-forward.parameters=(D+1)*Dff+(Dff+1)*D', { outcome: 'exact', isGeneral: true }],
    [
      'feed-forward.parameters=2*D*Dff',
      { outcome: 'incomplete', missing: [{ amount: DEPTH * 4 * D }, { amount: DEPTH * D }] },
    ],
    ['自注意力=3*N*D^2+2*N^2*D+N*D^2', { outcome: 'exact' }],
    ['patches=P^2*C*D*(H/P)*(W/P)', { outcome: 'exact', isGeneral: true }],
  ])('%s', (formula, verdict) => {
    expect(lineOf(report, formula).verdict).toMatchObject(verdict);
  });

  it.each<[string, object]>([
    ['conv=K^2*Cin*Cout*Ho*Wo', { outcome: 'exact', isGeneral: true }],
    ['conv=Kh*Kw*Cin*Cout*Ho*Wo*2', { outcome: 'wrong', factor: { text: '2', value: 2 } }],
    ['grouped=K^2*Cin*Cout*Ho*Wo', { outcome: 'wrong', factor: { text: 'g', value: null }, agreeing: 0 }],
    ['grouped=K^2*Cin*Cout*Ho*Wo/g', { outcome: 'exact' }],
    ['conv.parameters=(K^2*Cin+1)*Cout', { outcome: 'too many', extra: [{ name: 'bias' }], missing: [] }],
    ['conv=K^2*Cin*Cout*H*W', { outcome: 'wrong', factor: null }],
  ])('%s of a CNN', (formula, verdict) => {
    expect(lineOf(cnn, formula).verdict).toMatchObject(verdict);
  });

  it('names the letters that a formula lacks, and says where none applies', () => {
    expect(lineOf(cnn, 'conv=K^2*Cin*Cout*H*W').unread).toEqual(['Ho', 'Wo']);
    expect(lineOf(cnn, 'attention=N*D')).toMatchObject({ verdict: null, left: [] });
    const printed = formatModelCheck(checkModel(cnn, [ownFormula('attention=N*D')]));
    expect(printed).toMatch(/does not apply, no such layer found: F3 Q, K and V · F4 attention scores/);
    expect(printed.split('\n').find((line) => line.startsWith('yours attention'))).toMatch(/N\*D +· +·/);
  });

  it('has every multiply-add in a row of some kind, or says which are in none', () => {
    for (const one of [report, cnn]) expect(checkModel(one).others).toEqual([]);
    const bare = {
      ...report,
      theoryRows: report.theoryRows.filter(({ className }) => className !== 'Dense'),
    };
    const { others } = checkModel(bare);
    expect(others.find(({ className }) => className === 'Dense')!.rows).toBe(4 * DEPTH + 1);
    expect(formatModelCheck(checkModel(bare))).toMatch(
      /of no kind above: [\d,]+ multiply-adds \(\d+\.\d %\): Dense ×9/,
    );
  });

  it('does not judge layers with unknown calls', () => {
    const layers = report.layers.map((row) =>
      row.className === 'AttentionScores' ? { ...row, unknownCalls: 1 } : row,
    );
    const line = lineOf({ ...report, layers }, 'attention=N*D');
    expect(line).toMatchObject({ verdict: null, left: [{ lack: 'unknown', layers: DEPTH }] });
    expect(formatModelCheck(checkModel({ ...report, layers }))).toMatch(
      /2 rows have calls whose count is unknown/,
    );
    const none = { ...report, theoryRows: [], layers: [] };
    expect(formatModelCheck(checkModel(none))).toMatch(/no multiply-adds were counted/);
  });

  it('is of the forward pass of a training step, and of the layers that run as they are built', async () => {
    const dense = tf.layers.dense({ name: 'a', units: 5, inputShape: [3] });
    const model = tf.sequential({ layers: [dense, tf.layers.dense({ name: 'b', units: 2 })] });
    const x = tf.ones([4, 3]);
    const step = (): void => {
      const { value, grads } = tf.variableGrads(() => (model.apply(x) as tf.Tensor2D).sum().asScalar());
      tf.dispose([value, grads]);
    };
    const training = await profile(step, { runs: 0, models: [model] });
    expect(training.total.counted.multiplyAdds).toBeGreaterThan(4 * 3 * 5 + 4 * 5 * 2);
    expect(lineOf(training, 'dense=in*out').verdict).toMatchObject({
      outcome: 'exact',
      shows: 4 * 3 * 5 + 4 * 5 * 2,
    });
    const again = (): void => tf.tidy(() => void [model.apply(x), dense.apply(x)]);
    const line = lineOf(await profile(again, { runs: 0, models: [model] }), 'dense=in*out');
    expect(line).toMatchObject({
      verdict: { shows: 4 * 5 * 2 },
      left: [{ lack: 'run otherwise', layers: 1 }],
    });
    model.dispose();
    x.dispose();
  });

  it('is not explained where a kernel is counted wrongly', async () => {
    const caught: string[] = [];
    const kernels = ['FusedConv2D', '_FusedMatMul', 'BatchMatMul'];
    for (const kernel of kernels) {
      const sound = FORMULAS[kernel];
      if (sound?.state !== 'counted') throw new Error(`${kernel} is not counted`);
      const twice = { ...sound, work: (call: KernelCall) => [...sound.work(call), ...sound.work(call)] };
      const wrong = await profile(transformer(), { runs: 0, kernelFormulas: { [kernel]: twice } });
      if (!isExplained(checkModel(wrong, [ownFormula('patches=P^2*C*D')]))) caught.push(kernel);
    }
    expect(isExplained(checkModel(report))).toBe(true);
    expect(caught).toEqual(kernels);
  });

  it('prints no line wider than the terminal, in either language, and each kind in both', () => {
    const check = checkModel(report, [ownFormula(`attention=${'N+'.repeat(200)}D`)]);
    for (const language of LANGUAGES)
      for (const width of [40, 60, 80, 95, 120])
        for (const line of formatModelCheck(check, { width, language }).split('\n'))
          expect(columnsOf(line), line).toBeLessThanOrEqual(width);
    const chinese = formatModelCheck(checkModel(cnn), { language: 'zh', width: 120 });
    for (const name of [
      '卷积 convolution',
      '分组卷积 grouped conv',
      '自注意力 attention',
      '前馈网络 feed-forward',
      '参数量',
    ])
      expect(chinese).toContain(name);
    expect(formatModelCheck(check, { language: 'en' })).not.toMatch(/\p{Script=Han}/u);
    const table = chinese.split('\n').filter((line) => /^(F1|F2|P1) .*\d\.\d{3}$/.test(line));
    expect(table.length).toBe(4);
    expect(new Set(table.map(columnsOf)).size).toBe(1);
  });
});

describe('columns', () => {
  it('are two for wide characters and none for marks', () => {
    expect(columnsOf('卷积 conv')).toBe(9);
    expect(columnsOf('e\u0301，ａ')).toBe(5);
    expect(padStart('卷', 4)).toBe('  卷');
  });
  it('wrap at words and between wide characters', () => {
    expect(wrapped('自注意力 attention', 10)).toEqual(['自注意力', 'attention']);
    expect(wrapped('自注意力', 5)).toEqual(['自注', '意力']);
    expect(wrapped('ab N\u00A012, b', 7)).toEqual(['ab', 'N 12, b']);
    expect(wrapped('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
  });
});

describe('the command line refuses', () => {
  it.each([
    ['attention', /says no kind of layers\. Write KIND=FORMULA/],
    ['=N', /has no kind before =/],
    ['atention=N', /is of atention, which is no kind\. Did you mean attention\?/],
    ['attention.bytes=N', /is of \.bytes\. Write attention for multiply-adds/],
    ['attention=', /is empty/],
    ['attention=3*N*DD', /reads DD at column 5, which is no size of an attention/],
    ['conv=h*K', /reads h at column 1, which is no size of a convolution/],
    ['attention=h(N)', /calls h\( at column 1/],
    ['attention=N==D', /has = at column 2/],
    ['constructor=N', /is of constructor, which is no kind/],
    ['__proto__=N', /is of __proto__, which is no kind/],
    ['attention=constructor', /reads constructor/],
    ['attention=1e999', /no whole number in digits/],
    [`attention=${'('.repeat(1e5)}`, /has 100000 characters/],
    [`${'a'.repeat(1e5)}=N`, /which is no kind/],
  ])('%#', async (formula, sentence) => {
    // The model is missing: a formula is read before anything is opened.
    const { code, out, err } = await runHere(['validate', 'no-such-model', '--formula', formula]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
    expect(err.trimEnd()).not.toContain('\n');
    expect(err.length).toBeLessThan(500);
  });

  it.each([
    [['validate', '--formula', 'attention=N'], /--formula goes with a MODEL/],
    [['validate', '--lang', 'zh'], /--lang goes with a MODEL/],
    [['validate', 'resnet18', '--lang', 'fr'], /--lang fr is not one of: en, zh/],
    [['validate', '--kernels', 'resnet18'], /--kernels runs no model, got resnet18/],
    [['validate', 'resnet18', 'vgg16'], /validate takes no "vgg16"/],
  ])('%j', async (words, sentence) => {
    const { code, err } = await runHere(words);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });
});
