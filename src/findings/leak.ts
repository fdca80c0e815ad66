/**
 * @file Finding: tensors that each pass leaves behind. Nothing collects them: the engine holds a tensor until the tidy
 * around it ends or somebody disposes of it, and `tf.keep` and variables are for the latter alone.
 */
import type { LeakMaker } from '../core/leaks.ts';
import { count, integer, rowName } from '../core/writing.ts';
import { namesOf, rowsWhere, type Rule, type Unjudged } from './evidence.ts';

const KEPT = 'Call dispose() of what tf.keep() or a variable holds once it is not needed any more.';
const LOOSE = 'Run what makes them inside tf.tidy(() => …), or call their dispose() after their last use.';

/** `Square in block.aside (2)`. */
const makerText = ({ scope, kernel, isKept, tensors }: LeakMaker, { scopes }: Unjudged): string => {
  const what = kernel ?? (isKept ? 'a variable or kept values' : 'values');
  const times = tensors === 1 ? '' : ` (${integer(tensors)})`;
  return `${what} in ${rowName(scopes[scope]!)}${times}`;
};

function remedyFor(makers: readonly LeakMaker[]): string {
  const isKept = makers.some((maker) => maker.isKept);
  const isLoose = makers.some((maker) => !maker.isKept);
  if (isKept && isLoose) return `${LOOSE} ${KEPT}`;
  return isKept ? KEPT : LOOSE;
}

export const leak: Rule = (report) => {
  const { tensors, bytes, makers } = report.leaks;
  if (tensors === null || tensors === 0) return null;
  const names = makers.map((maker) => makerText(maker, report));
  const size = bytes === null ? '' : ` of ${count(bytes, 'byte')}`;
  const by = names.length === 0 ? '' : `: ${namesOf(names)}`;
  const scopes = new Set(makers.map(({ scope }) => scope));
  return {
    rule: 'leak',
    marks: null,
    what: `Each pass leaves ${count(tensors, 'tensor')}${size} behind${by}.`,
    work: [],
    cause:
      'TensorFlow.js frees a tensor when it is disposed of or the tidy around it ends, and never by itself.',
    remedy: remedyFor(makers),
    evidence: {
      tensors,
      bytes,
      makers: makers.map(({ scope, ...maker }) => ({ scope: rowName(report.scopes[scope]!), ...maker })),
    },
    rows: rowsWhere(report, ({ scope }) => scope !== null && scopes.has(scope)),
  };
};
