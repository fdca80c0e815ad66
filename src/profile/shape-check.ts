/**
 * @file The pass that was traced beside one on shapes, of the same session: name, shapes, types and order of its kernels.
 * Only models are run once more, which declare what they do; a function of the caller may do anything else besides.
 */
import { getBackend } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import type { PassInfo } from '../core/environment.ts';
import type { KernelCall, TensorSpec } from '../core/kernel-call.ts';
import { sameShape } from '../core/shape.ts';
import type { ShapeCheck, ShapeDifference } from '../core/pass-check.ts';
import type { Entry, Probe, Trace } from '../core/trace.ts';
import type { Session, Workload } from '../core/workload.ts';
import { dimensions } from '../core/writing.ts';
import type { ShapeBackend } from '../shape/backend.ts';
import { OWN_RULES } from '../shape/own-ways.ts';
import type { ShapeRules } from '../shape/rule.ts';
import { hasShapeRule } from '../shape/table.ts';
import { LAYER_FORMULAS } from '../theory/layers/table.ts';
import type { Reads } from '../trace/recorder.ts';
import { Tracer } from '../trace/tracer.ts';
import { asideOnShapes } from './aside.ts';
import { checkModels } from './models.ts';
import { disposeOwn, nextTensorId } from './own-tensors.ts';

const notChecked = (why: string): ShapeCheck => ({
  calls: 0,
  differences: [],
  isReordered: false,
  stopped: null,
  why,
});

type Calls = Pick<Trace, 'scopes' | 'calls' | 'entries'>;

const specText = ({ shape, dtype }: TensorSpec): string =>
  `${shape.length === 0 ? 'scalar' : dimensions(shape)}${dtype === 'float32' ? '' : ` ${dtype}`}`;

const inputsOf = ({ inputs }: KernelCall): readonly TensorSpec[] =>
  (Object.values(inputs) as readonly (TensorSpec | undefined)[]).filter((input) => input !== undefined);

const callText = (call: KernelCall): string =>
  `${call.kernel} ${inputsOf(call).map(specText).join(', ')} → ${call.outputs.map(specText).join(', ')}`;

const sameTensor = (a: TensorSpec, b: TensorSpec): boolean =>
  a.dtype === b.dtype && sameShape(a.shape, b.shape);

const sameTensors = (a: readonly TensorSpec[], b: readonly TensorSpec[]): boolean =>
  a.length === b.length && a.every((tensor, i) => sameTensor(tensor, b[i]!));

const sameCall = (a: KernelCall, b: KernelCall): boolean =>
  a.kernel === b.kernel && sameTensors(inputsOf(a), inputsOf(b)) && sameTensors(a.outputs, b.outputs);

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((step, i) => step === b[i]);

/** Entry by entry, as passes are that agree: no text is made. */
const isSame = (a: Calls, b: Calls): boolean =>
  a.entries.length === b.entries.length &&
  a.entries.every((entry, i) => {
    const other = b.entries[i]!;
    return (
      entry.calls === other.calls &&
      entry.phase === other.phase &&
      samePath(a.scopes[entry.scope]!.path, b.scopes[other.scope]!.path) &&
      sameCall(a.calls[entry.call]!, b.calls[other.call]!)
    );
  });

interface Ran {
  readonly scope: number;
  readonly kernel: string;
  readonly call: string;
  times: number;
}

/** By layer and call, in the order of their first execution. */
function ranIn({ scopes, calls, entries }: Calls): ReadonlyMap<string, Ran> {
  const ran = new Map<string, Ran>();
  for (const { scope, call: index, calls: times, phase } of entries) {
    if (times === 0) continue;
    const call = calls[index]!;
    const text = callText(call);
    const key = JSON.stringify([phase, scopes[scope]!.path, text]);
    const found = ran.get(key) ?? { scope, kernel: call.kernel, call: text, times: 0 };
    found.times += times;
    ran.set(key, found);
  }
  return ran;
}

/** What is in both, in the order of the first. */
const orderOf = (first: ReadonlyMap<string, Ran>, second: ReadonlyMap<string, Ran>): string =>
  [...first.keys()].filter((key) => second.has(key)).join('\n');

/** @param isPart whether the pass on shapes is compared as far as it goes, and may have run less */
function compared(
  real: Calls,
  shapes: Calls,
  isPart: boolean,
): Pick<ShapeCheck, 'differences' | 'isReordered'> {
  if (!isPart && isSame(real, shapes)) return { differences: [], isReordered: false };
  const [ran, expected] = [ranIn(real), ranIn(shapes)];
  const scopeOf = (path: readonly string[]): number =>
    real.scopes.find((scope) => samePath(scope.path, path))?.id ?? 0;
  const differences: ShapeDifference[] = [];
  for (const [key, { times, ...call }] of ran) {
    const wanted = expected.get(key)?.times ?? 0;
    const differs = isPart ? wanted > times : wanted !== times;
    if (differs) differences.push({ ...call, ran: times, expected: wanted });
  }
  for (const [key, { times, ...call }] of expected)
    if (!ran.has(key))
      differences.push({ ...call, scope: scopeOf(shapes.scopes[call.scope]!.path), ran: 0, expected: times });
  return {
    differences,
    isReordered: differences.length === 0 && orderOf(ran, expected) !== orderOf(expected, ran),
  };
}

/** Notes how often each entry was reached, until it is told to stop. */
class Reached implements Probe<number> {
  readonly name = 'entries';
  readonly #times = new Map<number, number>();
  isOpen = true;

  enter(): void {}
  leave(): void {}
  book(entry: number): void {
    if (this.isOpen) this.#times.set(entry, (this.#times.get(entry) ?? 0) + 1);
  }

  collect(): ReadonlyMap<number, number> {
    return this.#times;
  }
}

/** The entries as far as they were reached. */
const asReached = (trace: Calls, reached: Reached): Calls => {
  const times = reached.collect();
  const entries: Entry[] = trace.entries.map((entry) => ({ ...entry, calls: times.get(entry.id) ?? 0 }));
  return { ...trace, entries: entries.filter(({ calls }) => calls > 0) };
};

const callsIn = ({ entries }: Calls): number => entries.reduce((sum, { calls }) => sum + calls, 0);

/** tfjs's own that theory has no form for: cells, and a layer that runs any cell. */
const CELLS: ReadonlySet<string> = new Set([
  'ConvLSTM2DCell',
  'GRUCell',
  'LSTMCell',
  'RNN',
  'SimpleRNNCell',
  'StackedRNNCells',
]);

/** A layer's class of the caller, which may keep what it computes. */
const ownClassIn = ({ scopes }: Calls): string | undefined =>
  scopes.find(
    ({ kind, className }) =>
      (kind === 'layer' || kind === 'part') &&
      !Object.hasOwn(LAYER_FORMULAS, className) &&
      !CELLS.has(className),
  )?.className;

/** Why a model is not run once more; `null`: it is. A live one must be afterwards as it was. */
function whyNot(workload: Workload, real: Calls): string | null {
  if (workload.isLive === true) {
    const own = ownClassIn(real);
    if (own !== undefined) return `${own} of a live model may keep what it computes`;
  }
  const unknown = real.calls.find(({ kernel }) => !hasShapeRule(kernel));
  return unknown === undefined ? null : `${unknown.kernel} has no shape rule`;
}

async function run(session: Session, real: Calls, reads: Reads, backend: ShapeBackend): Promise<ShapeCheck> {
  const reached = new Reached();
  const tracer = new Tracer({ models: checkModels(session.models), reads, probe: reached });
  const since = nextTensorId();
  let why: string | null = null;
  backend.begin();
  backend.onUnknown = (unknown) => {
    reached.isOpen = false;
    why ??= `what follows the ${unknown.kind === 'value' ? 'values that are read' : `sizes of ${unknown.kernel}`} depends on data`;
  };
  const stop = tracer.start();
  let error: unknown = null;
  try {
    disposeOwn(await session.run(), since);
  } catch (thrown) {
    error = thrown;
  } finally {
    stop();
    backend.onUnknown = () => {};
  }
  const trace = asReached(tracer.takePass(), reached);
  const isPart = why !== null || error !== null;
  const isRefused = error instanceof TfjsFlopsError && error.code === 'refused-by-backend';
  return {
    ...compared(real, trace, isPart),
    calls: callsIn(trace),
    stopped: error === null || why !== null || isRefused ? null : firstLineOf(error),
    why: why ?? (isRefused ? 'values of a tensor cannot be read here' : null),
  };
}

/**
 * Runs a model once more, on shapes, and compares; nothing of it changes.
 * @param real the pass that ran
 * @param rules instead of our own
 * @returns for a report's environment: nothing where all agree, and of functions
 */
export async function shapeCheckOf(
  workload: Workload,
  session: Session,
  real: Calls,
  reads: Reads,
  rules: ShapeRules = OWN_RULES[getBackend()] ?? {},
): Promise<PassInfo> {
  if (session.architecture === null) return {};
  const why = whyNot(workload, real);
  if (why !== null) return { shapeCheck: notChecked(why) };
  const check = await asideOnShapes((backend) => run(session, real, reads, backend), rules);
  const isClean =
    check.differences.length === 0 && !check.isReordered && check.stopped === null && check.why === null;
  return isClean ? {} : { shapeCheck: check };
}
