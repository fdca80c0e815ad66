/** @file Repairs that are wrong on purpose. */
import { LAYER_REPAIRS } from '../../../src/load/repairs/topology.ts';
import { fieldsAt, isFields, listAt, type Fields, type Value } from '../../../src/load/repairs/fields.ts';
import {
  classOf,
  isModel,
  isRef,
  layerNamed,
  layersOf,
  type LayerRepair,
} from '../../../src/load/repairs/model.ts';

export interface RepairFault {
  readonly name: string;
  readonly repairs: Readonly<Record<string, LayerRepair>>;
}

/** A repair, and then what undoes a part of it. */
const after =
  (name: keyof typeof LAYER_REPAIRS, spoil: (layer: Fields, before: Fields) => void): LayerRepair =>
  (layer, model) => {
    const before = structuredClone(layer);
    LAYER_REPAIRS[name]!(layer, model);
    spoil(layer, before);
  };

const instead = (name: string, repair: LayerRepair): Readonly<Record<string, LayerRepair>> => ({
  ...LAYER_REPAIRS,
  [name]: repair,
});

const nothing: LayerRepair = () => {};

const config = (layer: Fields): Fields => fieldsAt(layer, 'config');

const mapNumbers = (value: Value | undefined, change: (x: number) => number): Value =>
  Array.isArray(value) ? value.map((each) => change(Number(each))) : change(Number(value));

const operation = (spoil: (layer: Fields, before: Fields) => void) =>
  instead('repairOperation', after('repairOperation', spoil));

/** Inputs of each call the other way round. */
function turned(layer: Fields): void {
  layer['inbound_nodes'] = listAt(layer, 'inbound_nodes').map((call) =>
    Array.isArray(call) ? call.toReversed() : call,
  );
}

const nestedOnly: readonly string[] = ['repairBatchShape', 'repairDtypePolicy', 'repairActivations'];

/** Repairs that operations stand in for: lacking.test.ts leaves each of them out. */
export const LEFT_OUT_ELSEWHERE: readonly string[] = [
  'repairRandom',
  'repairResizing',
  'repairCenterCrop',
  'repairCategoryEncoding',
  'repairZeroPadding1D',
  'repairCropping1D',
  'repairSubtract',
  'repairUpSampling1D',
  'repairCausal',
  'repairResetAfter',
  'repairLayerScale',
  'repairStochasticDepth',
];

export const REPAIR_FAULTS: readonly RepairFault[] = [
  {
    name: 'keepdims dropped without a Reshape',
    repairs: instead('repairKeepdims', (layer) => {
      if (classOf(layer).startsWith('Global')) delete config(layer)['keepdims'];
    }),
  },
  {
    name: 'a Reshape that nobody reads',
    repairs: instead('repairKeepdims', (layer, model) => {
      LAYER_REPAIRS['repairKeepdims']!(layer, model);
      model.moved.clear();
    }),
  },
  {
    name: 'relu6 without its maximum',
    repairs: operation((layer) => {
      if (classOf(layer) === 'ReLU') delete config(layer)['max_value'];
    }),
  },
  {
    name: 'a number minus x as x minus the number',
    repairs: operation((layer) => {
      if (config(layer)['scale'] !== -1) return;
      config(layer)['scale'] = 1;
      config(layer)['offset'] = -Number(config(layer)['offset']);
    }),
  },
  {
    name: 'a quotient as a product',
    repairs: operation((layer, before) => {
      if (classOf(before) === 'TrueDivide' || config(before)['function'] === 'math.truediv')
        config(layer)['scale'] = 1 / Number(config(layer)['scale']);
    }),
  },
  {
    name: 'concatenation in the other order',
    repairs: operation((layer) => {
      if (classOf(layer) === 'Concatenate') turned(layer);
    }),
  },
  {
    name: 'silu as relu',
    repairs: operation((layer) => {
      if (config(layer)['activation'] === 'swish') config(layer)['activation'] = 'relu';
    }),
  },
  {
    name: 'a product as a sum',
    repairs: operation((layer) => {
      if (classOf(layer) === 'Multiply') layer['class_name'] = 'Add';
    }),
  },
  ...nestedOnly.map((name) => ({
    name: `${name} forgets what is nested`,
    repairs: instead(name, (layer, model) => {
      if (model.path.length === 0) LAYER_REPAIRS[name]!(layer, model);
    }),
  })),
  {
    name: 'calls of nested models counted from 0',
    repairs: {
      ...LAYER_REPAIRS,
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
    repairs: {
      ...LAYER_REPAIRS,
      fault: (layer, model) => {
        if (layersOf(model)[0] !== layer) return;
        for (const ref of listAt(model.config, 'output_layers').filter(isRef))
          if (ref[0] === 'fn') ref[1] -= 1;
      },
    },
  },
  {
    name: 'a variance taken for a deviation',
    repairs: instead(
      'repairNormalization',
      after('repairNormalization', (layer, before) => {
        if (classOf(layer) === 'Rescaling' && classOf(before) === 'Normalization')
          config(layer)['scale'] = mapNumbers(config(layer)['scale'], (scale) => scale ** 2);
      }),
    ),
  },
  {
    name: 'a mean with the wrong sign',
    repairs: instead(
      'repairNormalization',
      after('repairNormalization', (layer, before) => {
        if (classOf(layer) === 'Rescaling' && classOf(before) === 'Normalization')
          config(layer)['offset'] = mapNumbers(config(layer)['offset'], (offset) => -offset);
      }),
    ),
  },
  {
    name: 'statistics with the usual epsilon',
    repairs: instead(
      'repairNormalization',
      after('repairNormalization', (layer) => {
        if (classOf(layer) === 'BatchNormalization') delete config(layer)['epsilon'];
      }),
    ),
  },
  {
    name: 'statistics with a scale and a centre',
    repairs: instead(
      'repairNormalization',
      after('repairNormalization', (layer, before) => {
        if (classOf(before) !== 'Normalization') return;
        delete config(layer)['center'];
        delete config(layer)['scale'];
      }),
    ),
  },
  {
    name: 'a depth multiplier dropped with the initialiser',
    repairs: instead(
      'repairSeparable',
      after('repairSeparable', (layer) => {
        if (classOf(layer) === 'SeparableConv2D') delete config(layer)['depth_multiplier'];
      }),
    ),
  },
  { name: 'a slope under its new name', repairs: instead('repairLeakyReLU', nothing) },
  { name: 'a slope of a ReLU', repairs: instead('repairReLU', nothing) },
  {
    name: 'one recurrent layer as another',
    repairs: instead('repairBidirectional', (layer) => {
      const inner = config(layer)['layer'];
      if (isFields(inner) && classOf(layer) === 'Bidirectional') inner['class_name'] = 'LSTM';
    }),
  },
  ...Object.keys(LAYER_REPAIRS)
    .filter((name) => name.startsWith('repair') && !LEFT_OUT_ELSEWHERE.includes(name))
    .map((name) => ({ name: `no ${name}`, repairs: instead(name, nothing) })),
];
