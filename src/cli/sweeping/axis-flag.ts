/** @file `--sweep image-size=96..640:32`: what is changed, and its values. */
import { TfjsFlopsError } from '../../core/errors.ts';
import { invalidValue } from '../flag-values.ts';

/** An axis as it is typed. */
export interface TypedAxis {
  readonly name: string;
  /** Rising, none twice. */
  readonly values: readonly number[];
}

/** A table of more is no table. */
const MOST_POINTS = 100_000;

/** `96..640:32`, `96..640`, `8` */
const RANGE = /^(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?)?$/;

const digitsOf = (text: string): number => text.split('.')[1]?.length ?? 0;

function rangeOf(part: string, refuse: (rule: string, remedy: string) => TfjsFlopsError): readonly number[] {
  const [, first, last, step = '1'] = RANGE.exec(part) ?? [];
  if (first === undefined)
    throw refuse('NAME=FROM..TO:STEP, nor NAME=A,B,C', 'write image-size=96..640:32, or batch=1,8');
  if (last === undefined) return [Number(first)];
  const digits = Math.max(...[first, last, step].map(digitsOf));
  const [from, to, by] = [first, last, step].map((text) => Math.round(Number(text) * 10 ** digits));
  if (by === 0) throw refuse('a range with a step', 'give a step of 1 or more');
  if (from! > to!) throw refuse('a range that rises', `write ${last}..${first}`);
  const count = Math.floor((to! - from!) / by!) + 1;
  if (count > MOST_POINTS) throw refuse(`a range of at most ${MOST_POINTS} values`, 'give a larger step');
  // Integers until here: 0.1 added up is no tenth.
  return Array.from({ length: count }, (_, i) => (from! + i * by!) / 10 ** digits);
}

function axisOf(text: string, flag: string): TypedAxis {
  const equals = text.lastIndexOf('=');
  const refuse = (rule: string, remedy: string): TfjsFlopsError => invalidValue(flag, text, rule, remedy);
  if (equals <= 0)
    throw refuse('NAME=FROM..TO:STEP, nor NAME=A,B,C', 'write image-size=96..640:32, or batch=1,8');
  const values = text
    .slice(equals + 1)
    .split(',')
    .flatMap((part) => rangeOf(part, refuse));
  if (values.some((value) => value === 0)) throw refuse('positive', 'give sizes of 1 or more');
  return { name: text.slice(0, equals), values: [...new Set(values)].toSorted((a, b) => a - b) };
}

/**
 * All `--sweep` flags: the first is the first column, and of several all combinations are counted.
 * @throws TfjsFlopsError `invalid-option`
 */
export function readAxes(texts: readonly string[], flag: string): readonly TypedAxis[] {
  const axes = texts.map((text) => axisOf(text, flag));
  const twice = axes.find(({ name }, i) => axes.findIndex((other) => other.name === name) < i);
  if (twice !== undefined)
    throw new TfjsFlopsError('invalid-option', `${flag} ${twice.name} is given twice`, {
      remedies: ['give all its values at once'],
    });
  const points = axes.reduce((all, { values }) => all * values.length, 1);
  if (points > MOST_POINTS)
    throw new TfjsFlopsError('invalid-option', `${flag} asks for ${points} points together`, {
      remedies: [`ask for at most ${MOST_POINTS}`],
    });
  return axes;
}
