/**
 * @file Whole networks: closed forms against published figures, the walk over the zoo's JSON against both.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZOO } from '../../../models/zoo.ts';
import { addParameters, NO_PARAMETERS } from '../../../src/core/parameters.ts';
import type { Json } from '../../../src/core/shape.ts';
import { countsOf, valueOf } from '../../../src/core/work.ts';
import { LAYER_FORMULAS } from '../../../src/theory/layers/table.ts';
import { deriveRows } from '../../../src/theory/layers/walk.ts';
import * as whole from './models.ts';
import {
  published,
  publishedOps,
  RESNET50_V1,
  resnet50V1Ops,
  type PublishedModel,
  type PublishedOp,
} from '../published.ts';

beforeAll(() => tf.setBackend('cpu'));

const at224 = { imageSize: 224, classes: 1000 };
const vit = { ...at224, patchSize: 16, channels: 3, depth: 12, headWidth: 64, distilled: false };
const b16 = { ...vit, width: 768, heads: 12, mlpWidth: 3072 };
const ti16 = { ...vit, width: 192, heads: 3, mlpWidth: 768 };
const ofVit = (shape: whole.VitShape): whole.WholeModel => ({
  multiplyAdds: whole.vitMultiplyAdds({ ...shape, batch: 1 }),
  trainable: whole.vitParameters(shape),
  statistics: 0,
});

interface Network {
  readonly zoo: string;
  readonly table: PublishedModel;
  readonly closedForm: whole.WholeModel;
  readonly ops: readonly PublishedOp[];
}
const network = (zoo: string, model: string, closedForm: whole.WholeModel): Network => ({
  zoo,
  table: published(model),
  closedForm,
  ops: publishedOps(model),
});

const NETWORKS: readonly Network[] = [
  network('vgg16', 'vgg16', whole.vgg16(at224)),
  network('resnet18', 'resnet18', whole.resnet18(at224)),
  network('resnet50', 'resnet50', whole.resnet50(at224)),
  { zoo: 'resnet50-v1', table: RESNET50_V1, closedForm: whole.resnet50V1(at224), ops: resnet50V1Ops() },
  network('mobilenet-v1', 'mobilenetv1_100', whole.mobilenetV1(at224)),
  network('mobilenet-v2', 'mobilenet_v2', whole.mobilenetV2(at224)),
  network('vit-b16', 'vit_b_16', ofVit(b16)),
  network('deit-ti16', 'deit_tiny_patch16_224', ofVit(ti16)),
  network('deit-ti16-distilled', 'deit_tiny_distilled_patch16_224', ofVit({ ...ti16, distilled: true })),
];

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

describe.each(NETWORKS)('$zoo', ({ zoo, table, closedForm, ops }) => {
  const { multiplyAdds, trainable, statistics } = table;

  it('is published with what its closed form says', () => {
    expect(closedForm).toEqual({ multiplyAdds, trainable, statistics });
  });

  it('adds up to it layer by layer, at batch 1 and 2', () => {
    const model = ZOO.find(({ name }) => name === zoo)!.build();
    const topology = model.toJSON(null, false) as Json;
    model.dispose();
    for (const batch of [1, 2]) {
      const rows = deriveRows({ format: 'layers', topology, inputs: [[batch, 224, 224, 3]] }, LAYER_FORMULAS);
      const derived = rows.filter((row) => row.state === 'derived');
      expect(derived.length).toBe(rows.length);
      const work = derived.flatMap((row) => row.uses.flatMap((use) => use.work));
      expect(countsOf(work).multiplyAdds).toBe(batch * multiplyAdds);
      expect(derived.reduce((sum, row) => addParameters(sum, row.parameters), NO_PARAMETERS)).toEqual({
        trainable,
        nonTrainable: statistics,
        frozen: 0,
        total: trainable + statistics,
      });
      const listed = ops.map((op) => batch * op.multiplyAdds);
      expect(ascending(work.map(valueOf))).toEqual(ascending(listed));
    }
  });
});
