/**
 * @file The nine networks at 224 pixels, one image on real wasm runs (two of the nine in `npm test`), two from shapes alone (`test/shape` holds these against
 * runs): theory = counted = published, in total and layer by layer; every number that `why` prints of them follows from the
 * product next to it; and, for one image, counted + named terms = executed adds, to the last one.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { ZOO, zooWorkload } from '../../models/index.ts';
import { countsOf } from '../../src/core/work.ts';
import { countShapes, profile, type Report } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';
import { usualOf } from '../support/large.ts';
import { checkWhy } from '../support/why-products.ts';
import {
  published,
  publishedOps,
  RESNET50_V1,
  resnet50V1Ops,
  type PublishedModel,
  type PublishedOp,
} from '../theory/published.ts';

/** VGG16 takes 3 s for an image on a machine that is not busy. */
const PASS_TIMEOUT_MS = 120_000;

interface Publication {
  readonly model: PublishedModel;
  readonly ops: readonly PublishedOp[];
}

const inTables = (model: string): Publication => ({ model: published(model), ops: publishedOps(model) });

/** By the zoo's names. */
const PUBLICATIONS: Readonly<Record<string, Publication>> = {
  resnet18: inTables('resnet18'),
  resnet50: inTables('resnet50'),
  'resnet50-v1': { model: RESNET50_V1, ops: resnet50V1Ops() },
  vgg16: inTables('vgg16'),
  'mobilenet-v1': inTables('mobilenetv1_100'),
  'mobilenet-v2': inTables('mobilenet_v2'),
  'vit-b16': inTables('vit_b_16'),
  'deit-ti16': inTables('deit_tiny_patch16_224'),
  'deit-ti16-distilled': inTables('deit_tiny_distilled_patch16_224'),
};

/** A kernel as the tables name it; `null` for those that multiply and add nothing. */
function kindOf(kernel: string, output: readonly number[]): string | null {
  switch (kernel) {
    case 'Conv2D':
    case 'FusedConv2D':
      return 'conv';
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2D':
      return 'depthwise_conv';
    case 'BatchMatMul':
    case '_FusedMatMul':
      // A dense layer is one matrix product of all rows; attention has one for each head.
      return output.slice(0, -2).every((size) => size === 1) ? 'linear' : 'batched_matmul';
    default:
      return null;
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/** `conv 118013952`, once for each kernel call with multiply-adds, those of one image. */
function callsPerImage({ entries, calls, costs }: Report, batch: number): readonly string[] {
  return entries
    .flatMap(({ call, calls: times }) => {
      const [{ kernel, outputs }, cost] = [calls[call]!, costs[call]!];
      const multiplyAdds = cost.state === 'counted' ? countsOf(cost.work).multiplyAdds : 0;
      const kind = kindOf(kernel, outputs[0].shape);
      if (kind === null && multiplyAdds === 0) return [];
      return Array.from({ length: times }, () => `${kind ?? kernel} ${multiplyAdds / batch}`);
    })
    .toSorted(byText);
}

function checkExecuted(report: Report, isTransformer: boolean): void {
  const [adds, ...others] = report.total.bridges.filter(({ to }) => to === 'executed');
  expect(adds!.quantity).toBe('adds');
  expect(adds!.fromAmount).toBe(report.total.counted.multiplyAdds + report.total.counted.adds);
  expect(adds!.toAmount).toBe(report.total.executed!.adds);
  expect(others.map(({ quantity }) => quantity)).toEqual(
    report.kernels.some(({ kernel }) => kernel === 'MaxPool') ? ['minMax'] : [],
  );
  for (const row of report.layers)
    for (const bridge of row.bridges)
      expect({ path: row.path.join('.'), ...bridge }).toMatchObject({ residual: 0 });
  expect(report.total.residual).toBe(0);
  // The error function branches on its input: no closed form gives its adds.
  const measured = [adds!, ...others].flatMap(({ terms }) =>
    terms.filter(({ basis }) => basis === 'measured').map(({ term }) => term),
  );
  expect(measured).toEqual(isTransformer ? ['Erf'] : []);
  const layers = report.layers.reduce((sum, { executed }) => sum + executed!.adds, 0);
  const kernels = report.kernels.reduce((sum, { executed }) => sum + executed!.adds, 0);
  expect([layers, kernels]).toEqual([adds!.toAmount, adds!.toAmount]);
}

/** Run on wasm; the others are counted from shapes. The six that are left out have nine tenths of all multiply-adds. */
const RUN = usualOf('runs of networks', Object.keys(PUBLICATIONS), ['mobilenet-v2', 'deit-ti16']);

beforeAll(() => useBackend('wasm'));

it('knows a publication for each network of the zoo', () => {
  expect(Object.keys(PUBLICATIONS).toSorted(byText)).toEqual(ZOO.map(({ name }) => name).toSorted(byText));
});

describe.each(Object.entries(PUBLICATIONS))('%s', (name, { model, ops }) => {
  describe.each([1, 2])('with a batch of %i', (batch) => {
    let report: Report;
    beforeAll(async () => {
      const workload = zooWorkload(name, { batch });
      // Three columns from one run: passes of all networks are what takes time here.
      report =
        batch === 1 && RUN.includes(name)
          ? await profile(workload, { runs: 0, executed: { host: 'x86' } })
          : await countShapes(workload);
    }, PASS_TIMEOUT_MS);

    it('counts and derives the published multiply-adds', () => {
      expect(report.inputs.map(({ shape }) => shape)).toEqual([[batch, model.imageSize, model.imageSize, 3]]);
      expect(report.total.counted.multiplyAdds).toBe(batch * model.multiplyAdds);
      expect(report.total.theory?.multiplyAdds).toBe(batch * model.multiplyAdds);
    });

    it('finds and derives the published parameters', () => {
      const { trainable, statistics } = model;
      const parameters = { trainable, nonTrainable: statistics, frozen: 0, total: trainable + statistics };
      expect(report.total.parameters).toEqual(parameters);
      expect(report.total.theory?.parameters).toEqual(parameters);
    });

    it('runs the published products, call by call', () => {
      const wanted = ops.map(({ kind, multiplyAdds }) => `${kind} ${multiplyAdds}`).toSorted(byText);
      expect(callsPerImage(report, batch)).toEqual(wanted);
    });

    it('leaves no residual and nothing unknown', () => {
      const { residual, comparedRows, agreeingRows, unknownCalls, theoryCovers } = report.total;
      expect(residual).toBe(0);
      expect(agreeingRows).toBe(comparedRows);
      expect(comparedRows).toBe(ops.length);
      expect(theoryCovers).toBe(1);
      expect(unknownCalls).toBe(0);
    });

    // The products of a second image differ by one factor: a CNN and a ViT show it.
    if (batch === 1 || name === 'resnet18' || name === 'deit-ti16')
      it('explains each layer by products that hold', () => checkWhy(report));

    if (batch === 1 && RUN.includes(name))
      it('has no residual between counted and executed', () =>
        checkExecuted(report, ZOO.find((entry) => entry.name === name)!.patchSize !== undefined));
  });
});
