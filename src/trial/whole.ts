/** @file F8, the sum over a model: what the text says of the whole of it, with what it leaves out by name. */
import { groupBy } from '../core/group-by.ts';
import type { Report } from '../core/report.ts';
import type { TextbookForm } from '../core/theory.ts';
import { formValue } from '../core/theory-work.ts';
import { valueOf } from '../core/work.ts';
import type { Amount, Verdict } from '../textbook/verdict/judge.ts';
import type { Found } from '../textbook/kinds/kind.ts';
import type { FormulaLine, Lack } from './line.ts';
import { multiplyAddsOf, sumOf } from './shown.ts';

/** Sums of the terms of one sign, by name. */
const amounts = ({ terms }: TextbookForm, sign: 1 | -1): readonly Amount[] =>
  [
    ...groupBy(
      terms.filter((each) => each.sign === sign),
      ({ term }) => term,
    ),
  ].map(([name, list]) => ({ name, amount: list.reduce((sum, term) => sum + valueOf(term), 0) }));

const total = (list: readonly Amount[]): number => list.reduce((sum, { amount }) => sum + amount, 0);

function judged({ layers, total: { theory } }: Report, form: TextbookForm): Verdict | Lack {
  if (layers.some(({ unknownCalls }) => unknownCalls > 0)) return 'unknown';
  const [says, shows] = [formValue(form), sumOf(layers, multiplyAddsOf)];
  const [missing, extra] = [amounts(form, 1), amounts(form, -1)];
  const derived = says + total(missing) - total(extra);
  const isBridged = layers.every(({ residual }) => (residual ?? 0) === 0);
  if (derived !== shows && derived === theory?.multiplyAdds && isBridged) return 'run otherwise';
  const outcome =
    derived !== shows
      ? 'unexplained'
      : extra.length > 0
        ? 'too many'
        : missing.length > 0
          ? 'incomplete'
          : 'exact';
  return {
    outcome,
    says,
    shows,
    layers: 1,
    agreeing: says === shows ? 1 : 0,
    factor: null,
    missing,
    extra,
    isGeneral: true,
  };
}

/** Whose costs F8 sums. */
const SUMMED: ReadonlySet<Found['kind']> = new Set([
  'convolution',
  'grouped-convolution',
  'attention',
  'feed-forward',
]);

/** The line of the whole model. */
export function wholeLine(report: Report, found: readonly Found[]): FormulaLine {
  const row = report.textbook.find(({ path, kind }) => kind === 'model' && path.length === 0);
  const form = row?.multiplyAdds ?? null;
  // Without any theory there is no model of layers at all; of dense layers alone the text has no sum.
  const isOfText = row !== undefined && found.some(({ kind }) => SUMMED.has(kind));
  const judgement = form === null ? (isOfText ? 'not summed' : null) : judged(report, form);
  const lack = typeof judgement === 'string' ? judgement : null;
  return {
    form: 'F8',
    kind: 'model',
    quantity: 'multiplyAdds',
    text: form?.text ?? 'Σ',
    verdict: typeof judgement === 'string' ? null : judgement,
    sizes: {},
    unread: [],
    left: lack === null ? [] : [{ lack, layers: 1 }],
    tried: null,
  };
}
