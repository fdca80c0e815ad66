/** @file The flags that several commands share. */
import { CHROMIUM_NAMES } from '../backends/chromium/task.ts';
import { START_NAMES } from '../backends/names.ts';
import { inputTexts } from '../core/input-text.ts';
import type { Json } from '../core/shape.ts';
import type { Flags, ValuesOf } from './command.ts';
import { anything, commas, last, natural, on, oneOf, positive } from './flag-values.ts';
import { readInputs } from './input-flag.ts';

export const backendName = oneOf(...START_NAMES, ...CHROMIUM_NAMES);

/** `['a', 'b']` is `a,b`. */
export const withCommas = (value: Json): readonly string[] | null =>
  Array.isArray(value) && value.every((part) => typeof part === 'string') ? [value.join(',')] : null;

export const BACKEND = {
  backend: {
    takes: 'NAME',
    says: 'where it runs (default wasm); all: tfjs-flops backends',
    read: last(backendName),
  },
} as const satisfies Flags;

/** What says which model is meant, how it is built and what runs through it. */
export const MODEL_FLAGS = {
  batch: { takes: 'N', says: 'examples in a batch (default 1)', read: last(positive) },
  imageSize: {
    takes: 'N',
    says: "height and width of a zoo network's image, in pixels",
    read: last(positive),
  },
  classes: { takes: 'N', says: "outputs of a zoo network's last layer", read: last(positive) },
  weights: {
    takes: 'fill|seeded',
    says: "a zoo network's weights: a constant per layer (default), or random",
    read: last(oneOf('fill', 'seeded')),
  },
  seed: {
    takes: 'N',
    says: "seed of a zoo network's random weights and image (default 1)",
    read: last(natural),
  },
  input: {
    takes: 'NAME=1x224x224x3',
    says: "an input's shape, once per input; with a type: ids=1x128:int32",
    read: readInputs,
    option: 'inputs',
    write: inputTexts,
  },
  outputs: {
    takes: 'NAME,...',
    says: 'compute these nodes of a graph model instead of its outputs',
    read: last(commas(anything)),
    write: withCommas,
  },
  noWeights: {
    takes: null,
    says: 'build a layers model without reading its weight files',
    read: on,
    option: 'weights',
    sets: false,
  },
} as const satisfies Flags;

export type ModelFlags = ValuesOf<typeof MODEL_FLAGS>;

export const RUNS = {
  runs: {
    takes: 'N',
    says: 'timed passes after the first (default 10); 0 counts without timing',
    read: last(natural),
  },
} as const satisfies Flags;

export const DEPTH = {
  depth: {
    takes: 'N|all',
    says: 'levels of nested layers to show (default 1), or every layer',
    read: last((text, flag) => (text === 'all' ? 'all' : positive(text, flag))),
  },
} as const satisfies Flags;

export const JSON_FILE = {
  json: {
    takes: 'FILE',
    says: 'write the result to FILE as JSON; - prints it instead of the table',
    read: last(anything),
  },
} as const satisfies Flags;

/** Flags that need no command. */
export const EVERYWHERE = {
  help: { takes: null, says: 'print this help', read: on },
  version: { takes: null, says: 'print the version', read: on },
  debug: { takes: null, says: 'print errors with their stack', read: on },
} as const satisfies Flags;
