/** @file Mends that are wrong on purpose. */
import { LAYER_MENDS } from '../../../src/load/repairs/topology.ts';
import { fieldsAt, isFields, listAt, type Fields, type Value } from '../../../src/load/repairs/fields.ts';
import {
  classOf,
  isModel,
  isRef,
  layerNamed,
  layersOf,
  type LayerMend,
} from '../../../src/load/repairs/model.ts';

export interface MendFault {
  readonly name: string;
  readonly mends: Readonly<Record<string, LayerMend>>;
}

/** A mend, and then what undoes a part of it. */
const after =
  (name: keyof typeof LAYER_MENDS, spoil: (layer: Fields, before: Fields) => void): LayerMend =>
  (layer, model) => {
    const before = structuredClone(layer);
    LAYER_MENDS[name]!(layer, model);
    spoil(layer, before);
  };

const instead = (name: string, mend: LayerMend): Readonly<Record<string, LayerMend>> => ({
  ...LAYER_MENDS,
  [name]: mend,
});

const nothing: LayerMend = () => {};

const config = (layer: Fields): Fields => fieldsAt(layer, 'config');

const mapNumbers = (value: Value | undefined, change: (x: number) => number): Value =>
  Array.isArray(value) ? value.map((each) => change(Number(each))) : change(Number(value));

const operation = (spoil: (layer: Fields, before: Fields) => void) =>
  instead('mendOperation', after('mendOperation', spoil));

/** Inputs of each call the other way round. */
function turned(layer: Fields): void {
  layer['inbound_nodes'] = listAt(layer, 'inbound_nodes').map((call) =>
    Array.isArray(call) ? call.toReversed() : call,
  );
}

const nestedOnly: readonly string[] = ['mendBatchShape', 'mendDtypePolicy', 'mendActivations'];

export const MEND_FAULTS: readonly MendFault[] = [
  {
    name: 'keepdims dropped without a Reshape',
    mends: instead('mendKeepdims', (layer) => {
      if (classOf(layer).startsWith('Global')) delete config(layer)['keepdims'];
    }),
  },
  {
    name: 'a Reshape that nobody reads',
    mends: instead('mendKeepdims', (layer, model) => {
      LAYER_MENDS['mendKeepdims']!(layer, model);
      model.moved.clear();
    }),
  },
  {
    name: 'relu6 without its maximum',
    mends: operation((layer) => {
      if (classOf(layer) === 'ReLU') delete config(layer)['max_value'];
    }),
  },
  {
    name: 'a number minus x as x minus the number',
    mends: operation((layer) => {
      if (config(layer)['scale'] !== -1) return;
      config(layer)['scale'] = 1;
      config(layer)['offset'] = -Number(config(layer)['offset']);
    }),
  },
  {
    name: 'a quotient as a product',
    mends: operation((layer, before) => {
      if (classOf(before) === 'TrueDivide' || config(before)['function'] === 'math.truediv')
        config(layer)['scale'] = 1 / Number(config(layer)['scale']);
    }),
  },
  {
    name: 'concatenation in the other order',
    mends: operation((layer) => {
      if (classOf(layer) === 'Concatenate') turned(layer);
    }),
  },
  {
    name: 'silu as relu',
    mends: operation((layer) => {
      if (config(layer)['activation'] === 'swish') config(layer)['activation'] = 'relu';
    }),
  },
  {
    name: 'a product as a sum',
    mends: operation((layer) => {
      if (classOf(layer) === 'Multiply') layer['class_name'] = 'Add';
    }),
  },
  ...nestedOnly.map((name) => ({
    name: `${name} forgets what is nested`,
    mends: instead(name, (layer, model) => {
      if (model.path.length === 0) LAYER_MENDS[name]!(layer, model);
    }),
  })),
  {
    name: 'calls of nested models counted from 0',
    mends: {
      ...LAYER_MENDS,
      fault: (layer, model) => {
        for (const ref of listAt(layer, 'inbound_nodes').flat().filter(isRef)) {
          const called = layerNamed(model, ref[0]);
          if (called !== undefined && isModel(classOf(called))) ref[1] -= 1;
        }
      },
    },
  },
  {
    name: 'outputs of nested models counted from 0',
    mends: {
      ...LAYER_MENDS,
      fault: (layer, model) => {
        if (layersOf(model)[0] !== layer) return;
        for (const ref of listAt(model.config, 'output_layers').filter(isRef))
          if (ref[0] === 'fn') ref[1] -= 1;
      },
    },
  },
  {
    name: 'a variance taken for a deviation',
    mends: instead(
      'mendNormalization',
      after('mendNormalization', (layer, before) => {
        if (classOf(layer) === 'Rescaling' && classOf(before) === 'Normalization')
          config(layer)['scale'] = mapNumbers(config(layer)['scale'], (scale) => scale ** 2);
      }),
    ),
  },
  {
    name: 'a mean with the wrong sign',
    mends: instead(
      'mendNormalization',
      after('mendNormalization', (layer, before) => {
        if (classOf(layer) === 'Rescaling' && classOf(before) === 'Normalization')
          config(layer)['offset'] = mapNumbers(config(layer)['offset'], (offset) => -offset);
      }),
    ),
  },
  {
    name: 'statistics with the usual epsilon',
    mends: instead(
      'mendNormalization',
      after('mendNormalization', (layer) => {
        if (classOf(layer) === 'BatchNormalization') delete config(layer)['epsilon'];
      }),
    ),
  },
  {
    name: 'statistics with a scale and a centre',
    mends: instead(
      'mendNormalization',
      after('mendNormalization', (layer, before) => {
        if (classOf(before) !== 'Normalization') return;
        delete config(layer)['center'];
        delete config(layer)['scale'];
      }),
    ),
  },
  {
    name: 'a depth multiplier dropped with the initialiser',
    mends: instead(
      'mendSeparable',
      after('mendSeparable', (layer) => {
        if (classOf(layer) === 'SeparableConv2D') delete config(layer)['depth_multiplier'];
      }),
    ),
  },
  { name: 'a slope under its new name', mends: instead('mendLeakyReLU', nothing) },
  { name: 'a slope of a ReLU', mends: instead('mendReLU', nothing) },
  {
    name: 'one recurrent layer as another',
    mends: instead('mendBidirectional', (layer) => {
      const inner = config(layer)['layer'];
      if (isFields(inner) && classOf(layer) === 'Bidirectional') inner['class_name'] = 'LSTM';
    }),
  },
  ...Object.keys(LAYER_MENDS)
    .filter((name) => name.startsWith('mend'))
    .map((name) => ({ name: `no ${name}`, mends: instead(name, nothing) })),
];
