/**
 * @file The textbook's word on a whole model: F8, and the sum of its P forms, with everything that they leave
 * out as closed forms. `null` where the model has a layer of which neither can speak.
 */
import { sizeOf } from '../core/shape.ts';
import type { TextbookForm, TheoryRow } from '../core/theory.ts';
import type { Factors } from '../core/work.ts';
import { F8, P3, P4, type Said } from './forms.ts';
import { attentionGroups, mlpGroups } from './groups.ts';
import {
  axisSize,
  firstInput,
  hasBias,
  heightAndWidth,
  image,
  isDerived,
  isIdle,
  isOn,
  size,
  widthIn,
  type Derived,
} from './layer.ts';
import {
  attentionPart,
  CONVOLUTION_PARTS,
  densePart,
  formOf,
  joined,
  mlpPart,
  often,
  term,
  type Part,
  type Term,
} from './parts.ts';

/**
 * A layer's contribution: what the text says of it, what it leaves out, or `null` where we know no closed
 * form.
 */
interface Share {
  readonly cost: { readonly said: readonly Said[]; readonly terms: readonly Term[] } | null;
  readonly parameters: { readonly said: readonly Said[]; readonly terms: readonly Term[] } | null;
}

const NOTHING = { said: [], terms: [] } as const;
const UNKNOWN: Share = { cost: null, parameters: null };

/** A part that the text speaks of. */
const spoken = ({ multiplyAdds, parameters }: Part): Share => ({
  cost: multiplyAdds && { said: [multiplyAdds], terms: multiplyAdds.terms },
  parameters: parameters && { said: [parameters], terms: parameters.terms },
});

/** Forgets the word on a part's cost and keeps its products as terms of a name. */
const unsaid = (name: string, form: TextbookForm | null): Share['cost'] =>
  form && { said: [], terms: [...form.says.flatMap(({ factors }) => term(name, 1, factors)), ...form.terms] };

const owns = (said: readonly Said[], ...terms: readonly (readonly Term[])[]): Share => ({
  cost: NOTHING,
  parameters: { said, terms: terms.flat() },
});

function denseShare(row: Derived, isTransformer: boolean): Share {
  const isHead = isTransformer && row.uses.every(({ inputs }) => inputs[0]?.length === 2);
  const [inputs, outputs] = [widthIn(row), size(row.config, 'units')];
  const terms = row.uses.flatMap(({ inputs: [input = []], calls }) =>
    term(
      isHead ? 'head' : 'dense layers',
      1,
      often(calls, { rows: sizeOf(input.slice(0, -1)), inputs, outputs }),
    ),
  );
  return { ...spoken(densePart(row)), cost: { said: [], terms } };
}

/** A convolution whose windows lie side by side. */
function isPatchEmbedding({ className, config }: Derived): boolean {
  if (className !== 'Conv2D') return false;
  const [kh, kw] = heightAndWidth(config, 'kernel_size');
  const [down, right] = heightAndWidth(config, 'strides', 1);
  return kh * kw > 1 && kh === down && kw === right;
}

/**
 * In a transformer F8 sums blocks, so that convolutions are left out of it, and patches have a form of their
 * own.
 */
function convolutionShare(row: Derived, part: Part, isTransformer: boolean): Share {
  if (!isTransformer) return spoken(part);
  if (!isPatchEmbedding(row)) return { ...spoken(part), cost: unsaid('convolutions', part.multiplyAdds) };
  const [ph, pw] = heightAndWidth(row.config, 'kernel_size');
  const d = size(row.config, 'filters');
  const { channels } = image(row, firstInput(row));
  const bias = hasBias(row) ? term('patch embedding bias', 1, { d }) : [];
  return {
    cost: unsaid('patch embedding', part.multiplyAdds),
    parameters: { said: [P3({ ph, pw, channels, d })], terms: bias },
  };
}

const gammaBeta = ({ config }: Derived): number =>
  Number(isOn(config, 'scale')) + Number(isOn(config, 'center'));

/** Parameters of the classes that have no multiply-adds. */
const OWNERS: Readonly<Record<string, (row: Derived, input: readonly number[]) => Share>> = {
  BatchNormalization: (row, input) => {
    const [axis = -1] = [row.config['axis'] ?? -1].flat();
    const channels = axisSize(input, axis);
    return owns(
      [],
      term('batch norm', 1, { gammaBeta: gammaBeta(row), channels }),
      term('batch-norm statistics', 1, { meanVariance: 2, channels }),
    );
  },
  LayerNormalization: (row, input) => {
    const axes = [row.config['axis'] ?? -1].flat();
    const width = sizeOf(axes.map((axis) => axisSize(input, axis)));
    return owns([], term('layer norms', 1, { gammaBeta: gammaBeta(row), width }));
  },
  ClassToken: (_, input) => owns([], term('class token', 1, { d: axisSize(input, -1) })),
  LearnedPositions: (_, input) => owns([P4({ n: axisSize(input, 1), d: axisSize(input, -1) })]),
};

function shareOf(row: Derived, isTransformer: boolean): Share {
  if (isIdle(row)) return { cost: NOTHING, parameters: NOTHING };
  if (row.className === 'Dense') return denseShare(row, isTransformer);
  const convolution = CONVOLUTION_PARTS[row.className];
  if (convolution !== undefined) return convolutionShare(row, convolution(row), isTransformer);
  return OWNERS[row.className]?.(row, firstInput(row)) ?? UNKNOWN;
}

const severalTimes = <T extends { readonly factors: Factors }>(item: T, times: number): T =>
  times === 1 ? item : { ...item, factors: { times, ...item.factors } };

/** Equal products once, with how often they occur. */
function merged<T extends { readonly factors: Factors }>(list: readonly T[]): readonly T[] {
  const found = new Map<string, { item: T; times: number }>();
  for (const item of list) {
    const key = JSON.stringify(item);
    const known = found.get(key);
    if (known === undefined) found.set(key, { item, times: 1 });
    else known.times++;
  }
  return [...found.values()].map(({ item, times }) => severalTimes(item, times));
}

function summed(
  shares: readonly Share['cost'][],
  say: (saids: readonly Said[]) => Said,
): TextbookForm | null {
  const known = shares.filter((share) => share !== null);
  const saids = known.flatMap(({ said }) => said);
  if (known.length < shares.length || saids.length === 0) return null;
  const { says, ...said } = say(saids);
  return formOf({ ...said, says: merged(says) }, merged(known.flatMap(({ terms }) => terms)));
}

/** `F1`, or `(F1 + F2)`: the forms that a sum runs over. */
function formsIn(saids: readonly Said[]): string {
  const forms = [...new Set(saids.flatMap(({ form }) => form.split(' + ')))].toSorted();
  return forms.length === 1 ? forms.join('') : `(${forms.join(' + ')})`;
}

/** F8 over attention and FFN groups where the model has them, else over its convolutions; and the P forms. */
export function modelPart(rows: readonly TheoryRow[]): Part {
  const derived = rows.filter(isDerived);
  if (derived.length < rows.length) return { multiplyAdds: null, parameters: null };
  const [attention, mlps] = [attentionGroups(rows), mlpGroups(rows)];
  const isTransformer = attention.length > 0;
  const grouped = new Set([...attention, ...mlps].flatMap((group) => group.rows));
  const shares = [
    ...attention.map((group) => spoken(attentionPart(group))),
    ...mlps.map((group) => spoken(mlpPart(group))),
    ...derived.filter((row) => !grouped.has(row)).map((row) => shareOf(row, isTransformer)),
  ];
  const isUniform = isTransformer && attention.length === mlps.length;
  return {
    multiplyAdds: summed(
      shares.map(({ cost }) => cost),
      (saids) => F8(isUniform ? `${attention.length}·(F6 + F7)` : `Σ ${formsIn(saids)}`, saids),
    ),
    parameters: summed(
      shares.map(({ parameters }) => parameters),
      (saids) => ({
        ...joined(saids),
        form: formsIn(saids).replaceAll(/[()]/g, ''),
        name: 'model',
        text: `Σ ${formsIn(saids)}`,
      }),
    ),
  };
}
