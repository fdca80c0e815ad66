/** @file Faults planted in the text of a small model's model.json, each with the refusal that it must meet. */
import type { Refusal } from '../../refusals.ts';
import type { Loose } from '../../small-models.ts';

type TextFault = Refusal & { readonly plant: (json: Loose) => Loose; readonly isGraph?: boolean };

const text = (name: string, says: string, plant: (json: Loose) => Loose): TextFault => ({
  name,
  code: 'invalid-model',
  says,
  plant,
});

/** Puts `entry`, JSON text, in front of all other members of the object that follows `before`. */
const member = (json: Loose, before: string, entry: string): string => {
  const whole = JSON.stringify(json);
  const at = whole.indexOf(before);
  return `${whole.slice(0, at + before.length)}${entry},${whole.slice(at + before.length)}`;
};

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** In the text of model.json. */
export const TEXT_FAULTS: readonly TextFault[] = [
  text('empty file', 'is not JSON', () => ''),
  text('text cut off', 'is not JSON', (json) => JSON.stringify(json).slice(0, -9)),
  text('HTML', 'page of HTML', () => '\n<!DOCTYPE html><html></html>'),
  text('weights instead of JSON', 'no UTF-8', () => new Uint8Array([0xff, 0xfe, 0, 1])),
  text('escape codes in what is no JSON', 'is not JSON', () => '\u001b[31mred'),
  text('array', 'holds [1]', () => [1]),
  text('number', 'holds 7', () => 7),
  text('a long array', 'holds [["……', () => Array.from({ length: 200_000 }, () => ['…'.repeat(9)])),
  text('null', 'holds null', () => 'null'),
  text('empty object', 'no modelTopology', () => ({})),
  text('modelTopology missing', 'no modelTopology', ({ modelTopology: _topology, ...rest }) => rest),
  text('modelTopology text', 'no modelTopology', (json) => ({ ...json, modelTopology: '{}' })),
  text('modelTopology of nothing known', 'neither node', (json) => ({ ...json, modelTopology: { a: 1 } })),
  text('weights manifest alone', 'weights manifest without a model', (json) => json.weightsManifest),
  {
    ...text('Keras JSON', 'as Keras writes it', (json) => json.modelTopology.model_config),
    code: 'unsupported-model',
  },
  text('signature a list', 'signature of', (json) => ({ ...json, signature: [] })),
  text('metadata a text', 'userDefinedMetadata of', (json) => ({ ...json, userDefinedMetadata: 'x' })),
  text('__proto__ at the root', '"__proto__"', (json) => member(json, '{', '"__proto__":{"polluted":1}')),
  text('__proto__ deep', '"__proto__"', (json) => member(json, '"config":{', '"__proto__":{"a":1}')),
  text('__proto__ escaped', '"__proto__"', (json) =>
    member(json, '"config":{', String.raw`"__pro\u0074o__":1`),
  ),
  text('__proto__ as a layer name', '"__proto__"', (json) =>
    JSON.parse(JSON.stringify(json).replace('"dense"', '"__proto__"')),
  ),
  text('constructor', '"constructor"', (json) => ({ ...json, userDefinedMetadata: { constructor: {} } })),
  text('prototype', '"prototype"', (json) => ({ ...json, userDefinedMetadata: [{ prototype: 1 }] })),
  text('600 levels', 'deeper than 512', (json) => member(json, '{', `"a":${deep(600)}`)),
  text('100000 levels', 'deeper than 512', (json) => member(json, '{', `"a":${deep(100_000)}`)),
  {
    ...text('__proto__ in a graph', '"__proto__"', (json) => member(json, '"attr":{', '"__proto__":{}')),
    isGraph: true,
  },
];
