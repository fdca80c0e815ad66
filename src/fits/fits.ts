/** @file `fits`: whether backends would run what was counted, from its calls alone. Nothing is started. */
import { FIT_BACKENDS, type Fit, type FitVerdict } from '../core/fit.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import type { Report } from '../core/report.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { nearest } from '../core/nearest-word.ts';
import { checkInteger, checkOptions, received, wrongValue } from '../core/options.ts';
import { wrongResultOf } from '../core/wrong-results.ts';
import { Found } from './found.ts';
import { KERNEL_NAMES, LACKING } from './kernels.ts';
import { DEFAULT_LIMITS, type FitLimits } from './limits.ts';
import { checkHeap, checkMemory } from './memory.ts';
import { isRead, refusalOf } from './refusals/table.ts';
import { unusualType } from './refusals/types.ts';
import { checkBuffer, checkTexture } from './sizes.ts';

/** Options of `fits`. */
export interface FitOptions {
  /** `wasm`, `cpu`, `tensorflow`, `webgl`, `webgpu`; default: all of them. */
  readonly backends?: readonly string[] | undefined;
  /** Bytes that may be alive at once; default: only what the backend can have. */
  readonly memory?: number | undefined;
  /** What the machine can; default: what nearly all can. */
  readonly limits?: Partial<FitLimits> | undefined;
}

/** @throws TfjsFlopsError `invalid-input` for no report */
function checkGiven(report: unknown): void {
  const has = (name: string): boolean => Array.isArray(Reflect.get(Object(report) as object, name));
  if (['calls', 'entries', 'scopes'].every(has)) return;
  throw new TfjsFlopsError('invalid-input', `fits() takes a report, got ${received(report)}`, {
    remedies: ['give what countShapes() or profile() returns'],
  });
}

/** @throws TfjsFlopsError `unknown-option`, `invalid-option`, `unknown-backend` */
function checkFitOptions(options: FitOptions): void {
  checkOptions(options, ['backends', 'memory', 'limits'], 'fits()');
  const { backends, memory, limits = {} } = options;
  if (backends !== undefined && !Array.isArray(backends))
    throw wrongValue('backends', backends, 'a list of names of backends');
  for (const name of backends ?? [])
    if (!FIT_BACKENDS.some((known) => known === name))
      throw new TfjsFlopsError('unknown-backend', `nothing is known of a backend ${JSON.stringify(name)}`, {
        nearest: typeof name === 'string' ? nearest(name, FIT_BACKENDS) : undefined,
        remedies: [`give some of ${FIT_BACKENDS.join(', ')}`],
      });
  checkInteger('memory', memory, 0);
  checkOptions(limits, Object.keys(DEFAULT_LIMITS), 'limits');
  for (const [name, value] of Object.entries(limits)) checkInteger(`limits.${name}`, value, 1);
}

function checkCall(found: Found, backend: string, call: KernelCall, where: readonly [number, number]): void {
  const { kernel } = call;
  const said = { kernel, evidence: {} };
  if (!KERNEL_NAMES.has(kernel)) {
    const what = `${kernel} is no kernel of tfjs; whoever registers it knows for which backends`;
    return found.add({ ...said, kind: 'not-known', effect: 'may-stop', what }, ...where);
  }
  if (LACKING[backend]!.has(kernel))
    return found.add(
      { ...said, kind: 'missing-kernel', effect: 'stops', what: `${backend} has no kernel ${kernel}` },
      ...where,
    );
  const refusal = refusalOf(backend, call);
  if (refusal !== null) {
    const { why, isSure } = refusal;
    return found.add(
      {
        ...said,
        kind: 'refused-call',
        effect: isSure ? 'stops' : 'may-stop',
        what: `${kernel} ${why}${isSure ? '' : ', unless its tensors are still on the host'}`,
      },
      ...where,
    );
  }
  const unusual = isRead(backend) ? unusualType(backend, call) : null;
  if (unusual?.taking === 'refuses')
    return found.add(
      { ...said, kind: 'refused-call', effect: 'stops', what: `${kernel} takes no ${unusual.dtype}` },
      ...where,
    );
  if (unusual !== null)
    found.add(
      {
        ...said,
        kind: 'not-known',
        effect: 'may-stop',
        what: `what ${kernel} does with ${unusual.dtype} is not known`,
      },
      ...where,
    );
  const wrong = wrongResultOf(backend, call);
  if (wrong !== null)
    found.add(
      { ...said, kind: 'wrong-result', effect: 'spoils', what: `${kernel} is wrong: ${wrong}` },
      ...where,
    );
}

function fitOf(report: Report, backend: string, { memory, limits }: FitOptions): Fit {
  const found = new Found(report);
  const all: FitLimits = { ...DEFAULT_LIMITS, ...limits };
  if (!isRead(backend))
    found.add({
      kind: 'not-known',
      effect: 'may-stop',
      kernel: null,
      what: `which calls ${backend} refuses is not known`,
      evidence: {},
    });
  for (const { call: index, scope, calls } of report.entries) {
    const call = report.calls[index]!;
    const where = [scope, calls] as const;
    checkCall(found, backend, call, where);
    if (backend === 'webgl') checkTexture(found, call, all, where);
    if (backend === 'webgpu') checkBuffer(found, call, all, where);
  }
  if (memory !== undefined) checkMemory(found, report, memory);
  if (backend === 'wasm') checkHeap(found, report, all);
  const assumed = report.environment.assumed ?? [];
  if (assumed.length > 0)
    found.add({
      kind: 'assumed',
      effect: 'notes',
      kernel: null,
      what: `it holds for what was assumed: ${assumed[0]}${assumed.length > 1 ? `, and ${assumed.length - 1} more` : ''}`,
      evidence: { assumed },
    });
  const reasons = found.reasons();
  const has = (effect: string): boolean => reasons.some((reason) => reason.effect === effect);
  const verdict: FitVerdict = has('stops') ? 'does-not-run' : has('may-stop') ? 'unknown' : 'runs';
  return { backend, verdict, reasons };
}

/**
 * Whether backends would run what was counted, and fit its memory: by the kernels that they have, the calls that these
 * refuse, the bytes alive at once and the largest tensor. Nothing is started, so that it needs none of them.
 * @param report of `countShapes`, `count` or `profile`, on whichever backend
 * @returns a verdict for each backend, with what stands against it and where
 * @throws TfjsFlopsError `unknown-option`, `invalid-option`, `unknown-backend`
 * @example
 * const [wasm] = fits(await countShapes(model), { backends: ['wasm'], memory: 256e6 });
 * if (wasm.verdict === 'does-not-run') console.log(wasm.reasons[0].what);
 */
export function fits(report: Report, options: FitOptions = {}): readonly Fit[] {
  checkGiven(report);
  checkFitOptions(options);
  return (options.backends ?? FIT_BACKENDS).map((backend) => fitOf(report, backend, options));
}
