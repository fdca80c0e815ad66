/**
 * @file A user's module as a workload: its default export is a LayersModel, a GraphModel, a function, or a workload. It is
 * imported anew for each backend, after the backend has started.
 */
import { GraphModel } from '@tensorflow/tfjs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import { firstLineOf } from '../core/first-line.ts';
import type { Session, Workload } from '../core/workload.ts';
import type { GivenInputs } from '../session/declared-inputs.ts';
import type { InputSize } from '../session/input-sizes.ts';
import type { ModelLike } from '../trace/tracer.ts';
import { checkModels } from '../profile/models.ts';
import { checkInputs } from '../profile/options.ts';
import { workloadFrom, type Profilable } from '../session/session.ts';
import { importAnew } from './import-anew.ts';
import { MODULE } from './module-path.ts';

interface UserModule {
  /** What is profiled. */
  readonly default?: unknown;
  /** Models that a function runs: their layers become rows. */
  readonly models?: readonly ModelLike[];
  /** Shapes of its inputs, as `profile` takes them. */
  readonly inputs?: GivenInputs;
  /** Called at the end; without it the models are disposed of. */
  readonly dispose?: () => void;
}

const invalid = (what: string, remedy: string, cause?: unknown): TfjsFlopsError =>
  new TfjsFlopsError('invalid-input', what, { remedies: [remedy], cause });

interface Disposable {
  dispose(): void;
}
const isDisposable = (value: unknown): value is Disposable =>
  typeof value === 'object' && value !== null && 'dispose' in value && typeof value.dispose === 'function';

/** What a module throws is its own mistake, reported with its name. */
async function named(path: string, run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof TfjsFlopsError) throw error;
    throw invalid(`${path} failed while it ran: ${firstLineOf(error)}`, 'run it by itself', error);
  }
}

const codeOf = (error: unknown): unknown => error instanceof Error && Reflect.get(error, 'code');

/** What a CommonJS module exports under names, `exports.default = …`, is all in the default export that Node gives. */
function namedExports(exported: Readonly<Record<string, unknown>>): UserModule {
  const { default: inner } = exported;
  const isCommonJs = typeof inner === 'object' && inner !== null && 'default' in inner;
  return isCommonJs ? inner : exported;
}

/** Imports the module. @throws TfjsFlopsError `invalid-input` when it fails */
async function imported(path: string, file: string): Promise<UserModule> {
  try {
    return namedExports(await importAnew(file));
  } catch (error) {
    if (codeOf(error) === 'ERR_UNKNOWN_FILE_EXTENSION' && /"\.[cm]?ts"/.test(firstLineOf(error)))
      throw invalid(
        `${path} is or imports TypeScript, which Node ${process.versions.node} does not run`,
        'use Node 22.18 or later, or compile it to JavaScript',
        error,
      );
    throw invalid(
      `${path} failed while it was imported: ${firstLineOf(error)}`,
      codeOf(error) === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
        ? 'compile it to JavaScript: Node itself only removes types'
        : 'run it by itself to see where',
      error,
    );
  }
}

/** Of what is read beside the default export. @throws TfjsFlopsError `invalid-input`, `invalid-option` */
function checkExports(path: string, { models, inputs, dispose }: UserModule): void {
  if (models !== undefined) checkModels(models);
  if (inputs !== undefined) checkInputs(inputs);
  if (dispose !== undefined && typeof dispose !== 'function')
    throw invalid(`dispose of ${path} must be a function, got ${received(dispose)}`, 'leave it out');
}

/** Disposes of models, whoever else may have done so already. */
function disposeOf(models: readonly unknown[]): void {
  for (const model of new Set(models)) {
    try {
      if (isDisposable(model)) model.dispose();
    } catch {
      // tfjs refuses to dispose of a model twice.
    }
  }
}

/** @throws TfjsFlopsError `invalid-input` for what the module's own function throws */
function disposeByOwn(path: string, dispose: () => void): void {
  try {
    dispose();
  } catch (error) {
    throw invalid(`dispose() of ${path} failed: ${firstLineOf(error)}`, 'run it by itself', error);
  }
}

/**
 * A module of the user's as a workload, in Node: its default export is a LayersModel, a GraphModel, a function or a
 * workload. Its `models`, `inputs` and `dispose` are read as well.
 * @param path of the module, relative to the working directory
 * @param inputs shapes, before those that the module exports
 * @param sizes single sizes, which come last
 * @throws TfjsFlopsError `invalid-input` for a missing file, a module that fails, or one that exports nothing to profile
 */
export async function moduleWorkload(
  path: string,
  inputs?: GivenInputs,
  sizes?: readonly InputSize[],
): Promise<Workload> {
  const file = resolve(path);
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile)
    throw invalid(`${path} is no file`, 'give a module whose default export is a model or a function');
  const name = basename(file).replace(MODULE, '');
  return {
    name: path,
    title: name,
    spec: { module: path },
    async open(): Promise<Session> {
      const loaded = await imported(path, file);
      const target = await loaded.default;
      if (typeof target !== 'function' && (typeof target !== 'object' || target === null))
        throw invalid(
          target === undefined
            ? `${path} has no default export to profile`
            : `the default export of ${path} is ${received(target)}, no model and no function`,
          'export a model or a function: export default () => model.predict(x)',
        );
      checkExports(path, loaded);
      const session = await workloadFrom(target as Profilable, {
        inputs: inputs ?? loaded.inputs,
        sizes,
        models: loaded.models,
      }).open();
      return {
        ...session,
        modelClasses: [GraphModel],
        run: () => named(path, () => session.run()),
        dispose() {
          session.dispose();
          if (loaded.dispose === undefined) disposeOf([target, ...(loaded.models ?? [])]);
          else disposeByOwn(path, loaded.dispose);
        },
      };
    },
  };
}
