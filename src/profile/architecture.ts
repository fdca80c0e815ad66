/** @file An architecture that a caller gives, checked field by field. */
import { TfjsFlopsError, type Remedy } from '../core/errors.ts';
import { nearest } from '../core/nearest-word.ts';
import { received } from '../core/options.ts';
import { isModel } from '../trace/tracer.ts';

const LAYERS = "{ format: 'layers', topology: model.toJSON(null, false), inputs: [[1, 224, 224, 3]] }";
const FORMATS = ['layers', 'graph'];

const invalid = (what: string, remedies: readonly Remedy[], close?: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-input', what, { remedies, nearest: close });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isArray = (value: unknown): boolean => Array.isArray(value);
const isMap = (value: unknown): boolean => value instanceof Map;
const isShapes = (value: unknown): boolean => Array.isArray(value) && value.every(isArray);

interface Field {
  readonly name: string;
  readonly expected: string;
  readonly example: string;
  readonly isRight: (value: unknown) => boolean;
}

const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  layers: [
    {
      name: 'topology',
      expected: 'the JSON of a LayersModel as an object',
      example: 'topology: model.toJSON(null, false)',
      isRight: isObject,
    },
    {
      name: 'inputs',
      expected: 'the shapes of the inputs, batch first',
      example: 'inputs: [[1, 224, 224, 3]]',
      isRight: isShapes,
    },
  ],
  graph: [
    {
      name: 'topology',
      expected: 'a GraphDef as an object',
      example: 'topology: JSON.parse(text).modelTopology',
      isRight: isObject,
    },
    {
      name: 'inputs',
      expected: 'a Map from placeholders to shapes',
      example: "inputs: new Map([['x', [1, 224, 224, 3]]])",
      isRight: isMap,
    },
    {
      name: 'outputs',
      expected: 'an array of node names',
      example: "outputs: ['Identity']",
      isRight: isArray,
    },
    {
      name: 'weights',
      expected: 'an array of { name, shape, dtype }',
      example: 'weights: manifest.flatMap((group) => group.weights)',
      isRight: isArray,
    },
    {
      name: 'constants',
      expected: 'a Map from integer weights to their values',
      example: 'constants: new Map()',
      isRight: isMap,
    },
  ],
};

/** @throws TfjsFlopsError `invalid-input`, with the fields that are wrong and what to write */
export function checkArchitecture(given: unknown): void {
  if (isModel(given) || !isObject(given))
    throw invalid(`theory() takes an architecture, which is JSON, got ${received(given)}`, [
      `write theory(${LAYERS})`,
    ]);
  const { format } = given;
  const fields = typeof format === 'string' && Object.hasOwn(FIELDS, format) ? FIELDS[format]! : null;
  if (fields === null)
    throw invalid(
      `format of an architecture must be 'layers' or 'graph', got ${received(format)}`,
      [`write theory(${LAYERS})`],
      typeof format === 'string' ? nearest(format, FORMATS) : undefined,
    );
  const wrong = fields.filter(({ name, isRight }) => !isRight(given[name]));
  if (wrong.length === 0) return;
  const what = wrong.map(({ name, expected }) => `${name} must be ${expected}, got ${received(given[name])}`);
  throw invalid(`In a ${String(format)} architecture ${what.join('; ')}`, [
    `write ${wrong.map(({ example }) => example).join(', ')}`,
  ]);
}
