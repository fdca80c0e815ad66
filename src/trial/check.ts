/** @file The text's formulas, and the reader's own, against one report: a line for each kind of layers. */
import { groupBy } from '../core/group-by.ts';
import { keyOf } from '../core/path-key.ts';
import type { Report } from '../core/report.ts';
import { findKinds } from '../textbook/kinds/find.ts';
import { KINDS, type Found, type KindName, type Sizes } from '../textbook/kinds/kind.ts';
import { judge, type Shown } from '../textbook/verdict/judge.ts';
import { TEXT } from '../textbook/verdict/text.ts';
import type { Asked, FormulaLine, Lack } from './line.ts';
import type { OwnFormula } from './own.ts';
import { multiplyAddsOf, shownOf, sumOf, type RowsOf } from './shown.ts';
import { wholeLine } from './whole.ts';

export interface ModelCheck {
  readonly model: string;
  readonly backend: string;
  readonly lines: readonly FormulaLine[];
  /** What no formula speaks of, by class, largest first. */
  readonly others: readonly {
    readonly className: string;
    readonly rows: number;
    readonly multiplyAdds: number;
  }[];
  readonly multiplyAdds: number;
  /** Rows with calls whose count is unknown. */
  readonly unknownRows: number;
}

/** A report whose layers are found, on which any formula can be tried. */
export interface Trial {
  readonly report: Report;
  readonly found: readonly Found[];
  readonly rowsOf: RowsOf;
}

export const trialOf = (report: Report): Trial => ({
  report,
  found: findKinds(report.theoryRows),
  rowsOf: groupBy(report.layers, ({ path }) => keyOf(path)),
});

/** The letters whose value is the same in all uses. */
function commonSizes(kind: KindName, layers: readonly Shown[]): Sizes {
  const all = layers.flatMap(({ found }) => found.uses.map(({ sizes }) => sizes));
  const same = KINDS[kind].letters.filter(
    (name) => all[0]?.[name] !== undefined && all.every((sizes) => sizes[name] === all[0]![name]),
  );
  return Object.fromEntries(same.map((name) => [name, all[0]![name]!]));
}

const isSide = (letter: string): boolean => letter === 'Kh' || letter === 'Kw';

/** Letters that change what the layers consist of, and are in no name that was read; K stands for both its sides. */
function unreadLetters({ kind, quantity, names }: Asked, layers: readonly Shown[]): readonly string[] {
  const sizes = layers[0]?.found.uses[0]?.sizes;
  if (names === undefined || sizes === undefined) return [];
  const worth = (some: Sizes): number =>
    KINDS[kind][quantity](some).reduce((sum, { amount }) => sum + amount, 0);
  return KINDS[kind].letters.filter(
    (letter) =>
      !names.has(letter) &&
      !(isSide(letter) && names.has('K')) &&
      sizes[letter] !== undefined &&
      worth({ ...sizes, [letter]: sizes[letter] + 1 }) !== worth(sizes),
  );
}

function lineOf(asked: Asked, { found, rowsOf }: Trial): FormulaLine {
  const layers: Shown[] = [];
  const left = new Map<Lack, number>();
  for (const one of found.filter(({ kind }) => kind === asked.kind)) {
    const shows = shownOf(one, asked, rowsOf);
    if (typeof shows === 'number') layers.push({ found: one, shows });
    else left.set(shows, (left.get(shows) ?? 0) + 1);
  }
  const { form, kind, quantity, text, part, says } = asked;
  return {
    form,
    kind,
    quantity,
    text,
    verdict: layers.length === 0 ? null : judge(kind, quantity, says, layers, part),
    sizes: commonSizes(kind, layers),
    unread: unreadLetters(asked, layers),
    left: [...left].map(([lack, amount]) => ({ lack, layers: amount })),
    tried: { asked, layers },
  };
}

/** F8 stands at the end of the costs. */
const inOrder = (lines: readonly FormulaLine[], whole: FormulaLine): readonly FormulaLine[] => {
  const next = lines.findIndex(({ quantity }) => quantity === 'parameters');
  return [...lines.slice(0, next), whole, ...lines.slice(next)];
};

/** A line for each formula of the text. */
export const textLines = (trial: Trial): readonly FormulaLine[] =>
  inOrder(
    TEXT.map((one) => lineOf(one, trial)),
    wholeLine(trial.report, trial.found),
  );

/**
 * The line of the reader's own formula.
 * @throws TfjsFlopsError `invalid-option` where it gives no count at the model's sizes
 */
export const ownLine = (own: OwnFormula, trial: Trial): FormulaLine => lineOf({ form: null, ...own }, trial);

/**
 * Compares each formula with what a run counted; nothing here knows a total.
 * @throws TfjsFlopsError `invalid-option` for an own formula that gives no count at the model's sizes
 */
export function checkModel(report: Report, own: readonly OwnFormula[] = []): ModelCheck {
  const trial = trialOf(report);
  const taken = new Set(trial.found.flatMap(({ paths }) => paths.map(keyOf)));
  const free = report.layers.filter((row) => multiplyAddsOf(row) > 0 && !taken.has(keyOf(row.path)));
  const others = [...groupBy(free, ({ className }) => className)].map(([className, rows]) => ({
    className,
    rows: rows.length,
    multiplyAdds: sumOf(rows, multiplyAddsOf),
  }));
  return {
    model: report.model,
    backend: report.backend,
    lines: [...textLines(trial), ...own.map((formula) => ownLine(formula, trial))],
    others: others.toSorted((a, b) => b.multiplyAdds - a.multiplyAdds),
    multiplyAdds: sumOf(report.layers, multiplyAddsOf),
    unknownRows: report.layers.filter(({ unknownCalls }) => unknownCalls > 0).length,
  };
}

/** A wrong formula is a result; that the run does not show what its layers consist of is a failure. */
export const isExplained = ({ lines }: ModelCheck): boolean =>
  lines.every(({ verdict }) => verdict?.outcome !== 'unexplained');
