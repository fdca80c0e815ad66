/** @file The entries of a report one by one: what each adds to the counts, and the stack of names that it ran in. */
import { outputBytesOf } from '../core/bytes-moved.ts';
import { countedIn } from '../core/counted.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import type { Report } from '../core/report.ts';
import type { Entry, Scope } from '../core/trace.ts';
import { visible } from '../core/visible.ts';
import { pathName, rowName, separatorOf } from '../core/writing.ts';

/** What an entry's calls did together. */
export interface EntryWork {
  readonly entry: Entry;
  readonly call: KernelCall;
  /** 0 also where `isUnknown`: such a call is in no count. */
  readonly multiplyAdds: number;
  readonly isUnknown: boolean;
  /** Mean kernel time; `null` where it was not timed. */
  readonly ms: number | null;
  /** Of the tensors that it made. */
  readonly outputBytes: number;
}

/** The entries that ran, in the order in which each ran first. */
export function entriesOf({ entries, calls, costs, entryTimes }: Report): readonly EntryWork[] {
  const works = costs.map((cost) => countedIn(cost).multiplyAdds);
  return entries
    .filter((entry) => entry.calls > 0)
    .map((entry): EntryWork => {
      const call = calls[entry.call]!;
      return {
        entry,
        call,
        multiplyAdds: entry.calls * works[entry.call]!,
        isUnknown: costs[entry.call]!.state === 'unknown',
        ms: entryTimes[entry.id]?.meanMs ?? null,
        outputBytes: entry.calls * outputBytesOf(call),
      };
    });
}

/** A level of a stack: the model, a group of layers, a layer, a kernel. */
export interface Frame {
  readonly kind: 'model' | 'group' | 'layer' | 'kernel';
  /** As rows are named: `stage2`, `stage2.block1`, `stage2.block1.expand`. */
  readonly name: string;
}

const isGroup = ({ kind }: Scope): boolean => kind === 'model' || kind === 'root';

/** The names around a scope and its own, the outermost first: each step of its path is one. */
function framesOfScope(scope: Scope, model: string): readonly Frame[] {
  const whole: Frame = { kind: 'model', name: visible(model) };
  if (scope.path.length === 0) return [whole, { kind: 'layer', name: rowName(scope) }];
  const separator = separatorOf(scope);
  const around = scope.path.slice(1).map((_, i): Frame => ({
    kind: 'group',
    name: visible(pathName(scope.path.slice(0, i + 1), separator)),
  }));
  return [whole, ...around, { kind: isGroup(scope) ? 'group' : 'layer', name: visible(rowName(scope)) }];
}

/** The stack of each entry, the kernel last. */
export function stacksOf({ scopes, model }: Report): (work: EntryWork) => readonly Frame[] {
  const known = new Map<number, readonly Frame[]>();
  return ({ entry, call }) => {
    const frames = known.get(entry.scope) ?? framesOfScope(scopes[entry.scope]!, model);
    known.set(entry.scope, frames);
    return [...frames, { kind: 'kernel', name: visible(call.kernel) }];
  };
}
