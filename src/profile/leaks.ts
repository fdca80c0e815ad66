/**
 * @file What each pass leaves behind. How much is the engine's own count, before and after every pass; who made it is
 * seen in two of them, the first and a later one, in which tensors are followed if any pass before it left some. What is a
 * leak leaves as many in both: caches and an optimizer's slots are made in the first alone, and of a state that each
 * pass replaces the first pass's is gone.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { NO_LEAKS, unknownLeaks, type LeakMaker, type Leaks } from '../core/leaks.ts';
import { count } from '../core/writing.ts';
import type { Makers } from '../trace/makers.ts';
import type { Tracer } from '../trace/tracer.ts';
import { Growths, type Growth } from './growth.ts';
import { nextTensorId } from './own-tensors.ts';

const tensorsOf = (all: readonly { readonly tensors: number }[]): number =>
  all.reduce((sum, { tensors }) => sum + tensors, 0);

const isSameMaker = (a: LeakMaker, b: LeakMaker): boolean =>
  a.scope === b.scope && a.kernel === b.kernel && a.isKept === b.isKept;

/** What both passes left, of each maker. */
const inBoth = (first: readonly LeakMaker[], later: readonly LeakMaker[]): readonly LeakMaker[] =>
  later.flatMap((maker) => {
    const before = first.find((other) => isSameMaker(maker, other));
    if (before === undefined) return [];
    return before.tensors < maker.tensors ? [before] : [maker];
  });

/** The makers that account for so many tensors; none where those of a state cannot be told from them. */
function accountFor(
  tensors: number,
  first: readonly LeakMaker[],
  later: readonly LeakMaker[],
): readonly LeakMaker[] {
  const both = inBoth(first, later);
  const makers = tensorsOf(both) !== tensors && tensorsOf(later) === tensors ? later : both;
  return tensorsOf(makers) > tensors ? [] : makers;
}

/** @param growths of all passes, in their order @returns of how many tensors; without makers */
function leaksOf([first, ...later]: readonly Growth[]): Leaks {
  if (first === undefined) return unknownLeaks('no pass ran');
  if (later.length === 0)
    return first.tensors <= 0
      ? NO_LEAKS
      : unknownLeaks(
          `one pass ran, which left ${count(first.tensors, 'tensor')}, and a second may leave none`,
        );
  const least = later.reduce((a, b) => (b.tensors < a.tensors ? b : a));
  if (least.tensors > 0)
    return {
      tensors: least.tensors,
      bytes: least.bytes >= 0 ? least.bytes : null,
      why: null,
      makers: [],
    };
  // The passes before them may have filled caches.
  const last = later.slice(later.length >> 1);
  return tensorsOf(last) > 0 ? unknownLeaks('some passes left tensors behind, and others did not') : NO_LEAKS;
}

/** Follows what the passes of a session leave. */
export class LeftBehind {
  readonly #tracer: Tracer;
  readonly #growths: Growths;
  /** Of the first pass, and of a later one. */
  readonly #followed: Makers[] = [];

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
    this.#growths = new Growths(nextTensorId());
  }

  /** Who makes the tensors of the next pass; `undefined` where nobody asks. */
  follow(): Makers | undefined {
    const { list } = this.#growths;
    const isAsked =
      list.length === 0 || (this.#followed.length < 2 && list.some(({ tensors }) => tensors > 0));
    if (!isAsked) return undefined;
    const makers = this.#tracer.makers(nextTensorId());
    this.#followed.push(makers);
    return makers;
  }

  /** Begins a pass. @returns what ends it, to be called with the tensors that it returned */
  begin(): (returned: readonly Tensor[]) => void {
    const end = this.#growths.begin();
    return (returned) => {
      end(returned);
      for (const makers of this.#followed) makers.returned(returned);
    };
  }

  /** Whether one more pass is to say what the first alone does not: whether each leaves what it left. */
  get isOpen(): boolean {
    const { list } = this.#growths;
    return list.length === 1 && list[0]!.tensors > 0;
  }

  /** Of all passes so far. @param scopes how many there are in the trace */
  leaks(scopes: number): Leaks {
    const leaks = leaksOf(this.#growths.list);
    const [first, later] = this.#followed;
    if (leaks.tensors === null || leaks.tensors === 0 || first === undefined || later === undefined)
      return leaks;
    const makers = accountFor(leaks.tensors, first.alive(), later.alive())
      .filter(({ scope }) => scope < scopes)
      .toSorted((a, b) => b.tensors - a.tensors);
    return { ...leaks, makers };
  }
}
