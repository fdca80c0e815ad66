/** @file What a count without a run had to assume, by the layer or node that asked for it. */
import type { Environment } from '../core/environment.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import type { Trace } from '../core/trace.ts';
import { dimensions, rowName } from '../core/writing.ts';
import type { ShapeBackend, Unknown } from '../shape/backend.ts';

const tensor = (shape: readonly number[]): string =>
  shape.length === 0 ? 'a single one' : dimensions(shape);

/** What one value is taken for. */
const taken = ({ dtype, taken: value }: Extract<Unknown, { kind: 'value' }>): string =>
  dtype === 'bool' ? String(value === 1) : String(value);

const sentence = (unknown: Unknown): string =>
  unknown.kind === 'value'
    ? `values of ${unknown.dtype}, ${tensor(unknown.shape)}, are taken as ${taken(unknown)}`
    : `${unknown.kernel} gives ${tensor(unknown.shape)} at most`;

/** How far a pass has got. */
export interface Progress {
  /** The scope in which the next kernel runs. */
  readonly scopeNow: number;
  readonly callsSoFar: number;
}

export class Assumed {
  readonly #backend: ShapeBackend;
  /** By scope, then by sentence: how often. */
  readonly #found = new Map<number, Map<string, number>>();
  /** Kernel calls before the first value was assumed. */
  #callsBefore = 0;

  constructor(backend: ShapeBackend, pass: Progress) {
    this.#backend = backend;
    backend.begin();
    backend.onUnknown = (unknown) => {
      if (this.#found.size === 0) this.#callsBefore = pass.callsSoFar;
      const scope = pass.scopeNow;
      const sentences = this.#found.get(scope) ?? new Map<string, number>();
      this.#found.set(scope, sentences);
      const said = sentence(unknown);
      sentences.set(said, (sentences.get(said) ?? 0) + 1);
    };
  }

  end(): void {
    this.#backend.onUnknown = () => {};
  }

  /** An error after values were assumed may be theirs: it says so. */
  blamed(error: unknown): unknown {
    const [first] = [...this.#found.values()].flatMap((sentences) => [...sentences.keys()]);
    if (first === undefined || !(error instanceof Error)) return error;
    const what = error instanceof TfjsFlopsError ? error.what : firstLineOf(error);
    return new TfjsFlopsError(
      'unsupported-model',
      `${what.replace(/\.$/, '')}; nothing is computed, and before that ${first}`,
      { remedies: ['profile it, which runs it on values'], cause: error },
    );
  }

  /** A sentence for each, and what ran since the first; nothing where nothing was assumed. */
  asEnvironment({
    scopes,
    entries,
  }: Pick<Trace, 'scopes' | 'entries'>): Pick<Environment, 'assumed' | 'callsSinceAssumed'> {
    const assumed = [...this.#found].flatMap(([scope, sentences]) => {
      const where = rowName(scopes[scope]!);
      return [...sentences].map(
        ([said, times]) => `${where}: ${said}${times === 1 ? '' : ` (${times} times)`}`,
      );
    });
    if (assumed.length === 0) return {};
    const calls = entries.reduce((sum, entry) => sum + entry.calls, 0);
    return { assumed, callsSinceAssumed: calls - this.#callsBefore };
  }
}
