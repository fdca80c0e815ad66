/** @file The options of `count` and `profile`, each with the check of its value: the types demand one for each option. */
import { TfjsFlopsError } from '../core/errors.ts';
import { checkInteger, checkOptions, received, wrongValue } from '../core/options.ts';
import type { ExecutedBackend, ExecutedOptions } from '../executed/index.ts';
import type { GivenInputs } from '../session/declared-inputs.ts';
import type { ShapeRules } from '../shape/rule.ts';
import type { ModelLike } from '../trace/tracer.ts';
import { checkModels } from './models.ts';
import type { CustomFormulas } from './custom-formulas.ts';
import type { PeaksOption } from './peaks.ts';

/** Options of `count`. */
export interface CountOptions extends CustomFormulas {
  /** LayersModels and GraphModels that the function runs: their layers and nodes become rows, their JSON becomes theory. */
  readonly models?: readonly ModelLike[] | undefined;
  /** An instrumented backend that was started before the models were loaded: counts what is executed too. */
  readonly executed?: ExecutedBackend | undefined;
  /** `false` counts from shapes alone: no kernel computes anything. Default: `true`. */
  readonly run?: boolean | undefined;
  /**
   * Without a run: what custom kernels give, by their names: shapes and dtypes from those of their inputs, and from
   * attributes.
   */
  readonly shapeRules?: ShapeRules | undefined;
  /** A name for the report; default: the names of `models`, or `function`. */
  readonly name?: string | undefined;
}

/** Options of `count` of `tfjs-flops/count`. */
export type SmallCountOptions = Pick<CountOptions, 'models' | 'kernelFormulas' | 'name'>;

/** Options of `profile`. */
export interface ProfileOptions extends Omit<CountOptions, 'executed' | 'run' | 'shapeRules'> {
  /** Counts executed instructions too, in one more pass on an instrumented wasm backend; needs a workload. */
  readonly executed?: boolean | ExecutedOptions | undefined;
  /**
   * Shapes of a model's inputs, batch first, in its order or by name (default: its own with a batch of `batch`), or of
   * the tensors with which a function is called (default: none). Their values are generated; a workload has its own.
   */
  readonly inputs?: GivenInputs | undefined;
  /** The size of an open batch axis in the inputs of a live model; default 1. */
  readonly batch?: number | undefined;
  /** Timed passes after the first (default 10); 0 counts without timing. */
  readonly runs?: number | undefined;
  /**
   * The peak rates of this machine, for the roofline (default: none). `true` measures them, which takes about 2 s, and
   * in Node keeps them in the user's cache; `cached` takes kept ones, if there are any; `refresh` measures again.
   */
  readonly peaks?: PeaksOption | undefined;
  /**
   * Stops the profile while it opens a workload or waits for a pass, with an error. The function or model itself is not
   * stopped, and one that computes without `await` is waited for. Default: none.
   */
  readonly signal?: AbortSignal | undefined;
  /** Called after each pass with the number of passes done and of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Options of `countShapes`. */
export interface ShapeOptions
  extends Pick<ProfileOptions, 'inputs' | 'batch'>, Omit<CountOptions, 'executed' | 'run'> {}

/** A check for each option of a type: a name that is missing or too much does not compile. */
type Checks<Options> = { readonly [Name in keyof Required<Options>]: (value: unknown) => void };

function check<Options>(given: unknown, checks: Checks<Options>, caller: string): void {
  checkOptions(given, Object.keys(checks), caller);
  for (const [name, value] of Object.entries(given as object))
    if (value !== undefined) checks[name as keyof Options](value);
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param expected of each value of the option, which is an object */
const byName = (option: string, expected: string, isOne: (value: unknown) => boolean) => (value: unknown) => {
  if (!isObject(value)) throw wrongValue(option, value, `an object that has ${expected} for each name`);
  const [name, wrong] = Object.entries(value).find(([, one]) => one !== undefined && !isOne(one)) ?? [];
  if (name !== undefined) throw wrongValue(`${option}.${name}`, wrong, expected);
};

const ofType =
  (option: string, type: 'string' | 'function' | 'boolean', expected: string) => (value: unknown) => {
    if (typeof value !== type) throw wrongValue(option, value, expected);
  };

/** Closed forms by the class of the layer. @throws TfjsFlopsError `invalid-option` */
export const checkLayerFormulas = byName(
  'layerFormulas',
  'a function (config, inputs) => { outputs, work, parameters }',
  (one) => typeof one === 'function',
);

const SHARED: Checks<Omit<CountOptions, 'executed' | 'run' | 'shapeRules'>> = {
  kernelFormulas: byName(
    'kernelFormulas',
    "a formula { state: 'counted' | 'zero' | 'unknown', … }",
    (one) => isObject(one) && 'state' in one,
  ),
  layerFormulas: checkLayerFormulas,
  models: checkModels,
  name: ofType('name', 'string', 'a string'),
};

const SMALL: Checks<SmallCountOptions> = {
  kernelFormulas: SHARED.kernelFormulas,
  models: SHARED.models,
  name: SHARED.name,
};

const checkShapeRules = byName(
  'shapeRules',
  'a function (inputs, attrs) => ({ shape, dtype })',
  (one) => typeof one === 'function',
);

const COUNT: Checks<CountOptions> = {
  ...SHARED,
  run: ofType('run', 'boolean', 'true or false'),
  shapeRules: checkShapeRules,
  executed(value) {
    if (isObject(value) && 'probe' in value) return;
    throw new TfjsFlopsError(
      'invalid-option',
      `executed must be the backend that startExecuted() returns, got ${received(value)}`,
      {
        remedies: [
          'start it before the model is loaded: const executed = await startExecuted() of tfjs-flops/executed',
        ],
      },
    );
  },
};

const SHAPES: Checks<ShapeOptions> = {
  ...SHARED,
  inputs: checkInputs,
  batch: (value) => checkInteger('batch', value, 1),
  shapeRules: checkShapeRules,
};

const PROFILE: Checks<ProfileOptions> = {
  ...SHARED,
  executed(value) {
    if (typeof value === 'boolean') return;
    if (isObject(value) && !('probe' in value)) return checkOptions(value, ['simd', 'host'], 'executed');
    throw wrongValue('executed', value, 'true, or { simd, host }');
  },
  inputs: checkInputs,
  batch: (value) => checkInteger('batch', value, 1),
  runs: (value) => checkInteger('runs', value, 0),
  peaks(value) {
    if (typeof value === 'boolean' || value === 'cached' || value === 'refresh') return;
    throw wrongValue('peaks', value, "true, false, 'cached' or 'refresh'");
  },
  signal(value) {
    if (!isObject(value) || !('aborted' in value && 'addEventListener' in value))
      throw wrongValue('signal', value, 'an AbortSignal');
  },
  onProgress: ofType('onProgress', 'function', 'a function (done, total) => …'),
};

const isShape = (one: unknown): boolean => Array.isArray(one) || (isObject(one) && 'shape' in one);
const isTensor = (one: unknown): boolean => isObject(one) && 'dataId' in one;

/** @throws TfjsFlopsError `invalid-option` for anything but a shape for each input */
export function checkInputs(value: unknown): void {
  const given = typeof value === 'object' && value !== null ? Object.values(value) : [undefined];
  if (given.every((one) => isShape(one) && !isTensor(one)) && !isTensor(value)) return;
  const isOneShape = Array.isArray(value) && value.every((size) => typeof size === 'number');
  throw new TfjsFlopsError(
    'invalid-option',
    `inputs must hold a shape for each input, got ${isOneShape ? `[${value.join(', ')}]` : received(value)}`,
    { remedies: [`write inputs: [[${isOneShape ? value.join(', ') : '1, 224, 224, 3'}]]`] },
  );
}

/** @throws TfjsFlopsError `unknown-option`, `invalid-option`, `invalid-input` */
export const checkCountOptions = (options: CountOptions): void => check(options, COUNT, 'count()');

/** @throws TfjsFlopsError `unknown-option`, `invalid-option`, `invalid-input` */
export const checkSmallOptions = (options: SmallCountOptions): void =>
  check(options, SMALL, 'count() of tfjs-flops/count');

/** @throws TfjsFlopsError `unknown-option`, `invalid-option`, `invalid-input` */
export const checkProfileOptions = (options: ProfileOptions): void => check(options, PROFILE, 'profile()');

/** @throws TfjsFlopsError `unknown-option`, `invalid-option`, `invalid-input` */
export const checkShapeOptions = (options: ShapeOptions): void => check(options, SHAPES, 'countShapes()');
