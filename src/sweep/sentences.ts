/** @file How a model's cost grows, in sentences. */
import { nameList, percent } from '../report/format.ts';
import { count, integer } from '../core/writing.ts';
import { unitName, type Unit } from '../core/unit.ts';
import type { Growth, GrowthGroup } from '../core/sweep.ts';

const WORDS = ['constant', 'linear', 'quadratic', 'cubic', 'quartic'];

/** `quadratic`, `of degree 6`. */
const word = (degree: number): string => WORDS[degree] ?? `of degree ${degree}`;

/** `image-size⁴` */
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const power = (axis: string, degree: number): string =>
  degree === 1
    ? axis
    : `${axis}${String(degree)
        .split('')
        .map((digit) => SUPERSCRIPTS[Number(digit)])
        .join('')}`;

/** `quadratic in batch`; of an image's side also `quadratic in tokens`. */
function degreeText({ axis, squareOf }: Growth, degree: number): string {
  if (degree === 0) return 'constant';
  const plain = `as ${power(axis, degree)}`;
  if (squareOf !== null && degree % 2 === 0) return `${plain}, ${word(degree / 2)} in ${squareOf}`;
  return squareOf === null ? `${word(degree)} in ${axis}` : plain;
}

const MOST_NAMED = 4;

function groupText(growth: Growth, { degree, layers, shares }: GrowthGroup): string {
  const names = layers.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = layers.length - names.length;
  const list = [nameList(names.slice(0, 2)), ...names.slice(2)].join(', ');
  const ends = `${percent(shares[0])} % at ${growth.from}, ${percent(shares[1])} % at ${growth.to}`;
  const how = degree === null ? 'by no polynomial' : degreeText(growth, degree);
  return `${how}: ${list}${more > 0 ? ` and ${more} more` : ''} (${ends})`;
}

/** Why there is no exact statement: too few points, or sizes that are rounded. */
const inexact = (points: number): string =>
  points < 4
    ? `${count(points, 'point')} are too few to say more`
    : 'by no polynomial, as where strides round sizes up';

/** A line for the whole, one for each group of layers, one for the slopes. */
export function growthSentences(growth: Growth, unit: Unit = 'multiply-adds'): readonly string[] {
  const { axis, others, degree, points, groups, exponents } = growth;
  const where = Object.entries(others).map(([name, value]) => `${name} ${integer(value)}`);
  const at = where.length === 0 ? '' : ` at ${where.join(', ')}`;
  const whole =
    degree === null
      ? `${unitName(unit)} grow${at} ${inexact(points)}`
      : degree === 0
        ? `${unitName(unit)} are the same${at} for every ${axis}, exactly (${points} points)`
        : `${unitName(unit)} grow${at} ${degreeText(growth, degree)}, exactly: a polynomial of degree ${degree} through all ${points} points counted`;
  const slopes = exponents.map(({ from, to, exponent }) => `${exponent.toFixed(2)} over ${from} … ${to}`);
  return [
    whole,
    ...(degree === 0 ? [] : groups.map((group) => groupText(growth, group))),
    ...(slopes.length === 0 || degree === 0
      ? []
      : [`exponent (slope of the logarithms) ${slopes.join(', ')}`]),
  ];
}
