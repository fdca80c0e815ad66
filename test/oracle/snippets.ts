/** @file Small functions of float values, with what the transformed source must count and give, by hand. */
import { compileFunction } from 'node:vm';
import { Counter, type Scope, type Tally } from './counter.ts';
import { transform, type Rule } from './transform.ts';

export interface Snippet {
  readonly name: string;
  /** The body of a function of `x`, a Float32Array, and `indices`, an Int32Array. */
  readonly body: string;
  readonly gives: unknown;
  readonly tally: Tally;
}

const X = [3, 0, -2, 0.5] as const;
const [A, ZERO, B, C] = X;
const INDICES = [2, 1] as const;

export const SNIPPETS: readonly Snippet[] = [
  { name: 'a product', body: 'return x[0] * x[2];', gives: A * B, tally: { read: 2, '*': 1 } },
  {
    name: 'parentheses and a comment',
    body: 'return ((x[0] + x[2])) /* a * b */ * (x[0] - 1);',
    gives: (A + B) * (A - 1),
    tally: { read: 3, '+': 1, '-': 1, '*': 1 },
  },
  {
    name: 'a chain, left to right',
    body: 'return x[0] / x[2] / x[3];',
    gives: A / B / C,
    tally: { read: 3, '/': 2 },
  },
  {
    name: 'remainder and power',
    body: 'return x[0] % 2 + x[2] ** 2;',
    gives: (A % 2) + B ** 2,
    tally: { read: 2, '%': 1, '**': 1, '+': 1 },
  },
  {
    name: 'a negation, a conversion',
    body: 'return -x[0] + +x[2];',
    gives: -A + B,
    tally: { read: 2, minus: 1, '+': 1 },
  },
  { name: 'an index', body: 'return indices[0] * 4 - 1;', gives: INDICES[0] * 4 - 1, tally: {} },
  {
    name: 'a value through an index',
    body: 'return x[indices[0] - 1 + 1] * 2;',
    gives: B * 2,
    tally: { read: 1, '*': 1 },
  },
  {
    name: 'a sum in a variable',
    body: 'var sum = 0; for (var i = 0; i < x.length; ++i) sum += x[i]; return sum;',
    gives: A + ZERO + B + C,
    tally: { read: X.length, '+': X.length },
  },
  {
    name: 'a sum in an element, its index stepped once',
    body: 'var i = 0; x[i++] += x[2]; x[i++] -= 1; return x[0] * 10 + x[1] + i;',
    gives: (A + B) * 10 + (ZERO - 1) + 2,
    tally: { read: 5, '+': 3, '-': 1, '*': 1 },
  },
  {
    name: 'a plain list keeps its boxes',
    body: 'var list = [0]; list[0] += x[0]; list[0] *= x[0]; return list[0];',
    gives: A * A,
    tally: { read: 2, '+': 1, '*': 1 },
  },
  {
    name: 'a value through a closure and a call',
    body: 'var square = function (v) { return v * v; }; return square(x[0]);',
    gives: A * A,
    tally: { read: 1, '*': 1 },
  },
  {
    name: 'comparisons',
    body: 'return (x[0] > x[2]) + (x[0] < 0) + (x[0] === 3) + (x[0] == null);',
    gives: 2,
    tally: { read: 5, '>': 1, '<': 1, '===': 1 },
  },
  {
    name: 'zero is false',
    body: 'return (x[1] ? 10 : 1) + (x[0] ? 20 : 2) + (!x[1] ? 30 : 3);',
    gives: 51,
    tally: { read: 3 },
  },
  {
    name: 'zero left of && and ||',
    body: 'var y = x[1] || x[0]; if (x[1] && x[0]) y = 0; while (x[1]) { y = 0; break; } return y * 2;',
    gives: A * 2,
    tally: { read: 4, '*': 1 },
  },
  {
    name: 'functions, and tests for NaN',
    body: 'return Math.max(x[0], x[2], 0) + Math.exp(x[1]) + Math.max(1, 2) + (Number.isNaN(x[0] / 0 * 0) ? 1 : 0);',
    gives: A + 1 + 2 + 1,
    tally: { read: 4, 'Math.max': 1, 'Math.exp': 1, '/': 1, '*': 1, '+': 3 },
  },
  {
    name: 'places stay places',
    body: 'var o = { f: [function () { return this.length; }] }; delete o[x[1]]; x[0] = x[2]; return o.f[0]() + x[0];',
    gives: 1 + B,
    tally: { read: 3, '+': 1 },
  },
  {
    name: 'texts are joined, not added',
    body: 'return "x " + x[0];',
    gives: 'x 3',
    tally: { read: 1 },
  },
];

/** Names of the snippets that count or give something else than they must; one that throws does. */
export const failingSnippets = (
  skip?: ReadonlySet<Rule>,
  spoil: (scope: Scope) => Scope = (scope) => scope,
): string[] => SNIPPETS.filter((snippet) => fails(snippet, skip, spoil)).map(({ name }) => name);

function fails(
  { body, gives, tally }: Snippet,
  skip: ReadonlySet<Rule> | undefined,
  spoil: (scope: Scope) => Scope,
): boolean {
  const counter = new Counter();
  const scope = spoil(counter.scope());
  const code = transform(`function run(x, indices) { ${body} }`, skip);
  const run = compileFunction(`${code}; return run;`, Object.keys(scope))(...Object.values(scope)) as (
    x: Float32Array,
    indices: Int32Array,
  ) => unknown;
  try {
    const result = run(Float32Array.from(X), Int32Array.from(INDICES));
    const plain = typeof result === 'object' ? Number(result) : result;
    const counted = counter.take();
    const isSame = (operator: string): boolean => (counted[operator] ?? 0) === (tally[operator] ?? 0);
    return plain !== gives || !Object.keys({ ...counted, ...tally }).every(isSame);
  } catch {
    return true;
  }
}
