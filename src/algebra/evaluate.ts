/**
 * @file A formula's value at sizes, exact: quotients of whole numbers all the way, so that `N*(D/h)` and `N*D/h` are the
 * same; only the result must be whole.
 */
import { formulaFault } from './fault.ts';
import type { Expression, Tree } from './parse.ts';

export type Sizes = Readonly<Record<string, number>>;

interface Ratio {
  readonly n: bigint;
  /** Positive. */
  readonly d: bigint;
}

/** On the way numbers may pass 2^53 (a quotient may follow), but no further than this. */
const LIMIT = 2n ** 256n;
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);
/** 2^256 is the limit, whatever the base. */
const MAX_EXPONENT = 256n;

const size = (n: bigint): bigint => (n < 0n ? -n : n);

function divisor(a: bigint, b: bigint): bigint {
  let [x, y] = [size(a), size(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function reduced(n: bigint, d: bigint): Ratio {
  const common = d === 1n ? 1n : divisor(n, d);
  return d < 0n ? { n: -n / common, d: -d / common } : { n: n / common, d: d / common };
}

/** @throws TfjsFlopsError `invalid-option` where the value at these sizes is no count */
export function valueAt({ text, tree }: Expression, sizes: Sizes): bigint {
  const used = (): string =>
    Object.entries(sizes)
      .filter(([name]) => new RegExp(String.raw`\b${name}\b`).test(text))
      .map(([name, value]) => `${name} = ${value}`)
      .join(', ');
  const at = (): string => (used() === '' ? '' : ` at ${used()}`);
  const overflow = (): Error => formulaFault(text, `passes 2^53 − 1${at()}`);
  const bounded = (ratio: Ratio): Ratio => {
    if (size(ratio.n) > LIMIT || ratio.d > LIMIT) throw overflow();
    return ratio;
  };
  const power = (base: Ratio, exponent: Ratio): Ratio => {
    if (exponent.d !== 1n || exponent.n < 0n)
      throw formulaFault(text, `has an exponent that is no whole number from 0 up${at()}`);
    // 0 and 1 to any power: quick whatever it is.
    if (base.d === 1n && (base.n === 0n || base.n === 1n)) return exponent.n === 0n ? { n: 1n, d: 1n } : base;
    if (exponent.n > MAX_EXPONENT) throw overflow();
    let result: Ratio = { n: 1n, d: 1n };
    for (let i = 0n; i < exponent.n; i++) result = bounded({ n: result.n * base.n, d: result.d * base.d });
    return result;
  };
  const value = (node: Tree): Ratio => {
    if (node.kind === 'number') return { n: node.value, d: 1n };
    if (node.kind === 'name') return { n: BigInt(sizes[node.name]!), d: 1n };
    const [a, b] = [value(node.left), value(node.right)];
    switch (node.kind) {
      case '+':
        return bounded(reduced(a.n * b.d + b.n * a.d, a.d * b.d));
      case '-':
        return bounded(reduced(a.n * b.d - b.n * a.d, a.d * b.d));
      case '*':
        return bounded(reduced(a.n * b.n, a.d * b.d));
      case '/':
        if (b.n === 0n) throw formulaFault(text, `divides by 0${at()}`);
        return bounded(reduced(a.n * b.d, a.d * b.n));
      case '^':
      default:
        return power(a, b);
    }
  };
  const { n, d } = value(tree);
  if (d !== 1n) throw formulaFault(text, `leaves no whole number: ${n}/${d}${at()}`);
  if (n < 0n) throw formulaFault(text, `is negative, ${n}${at()}: a count is 0 or more`);
  if (n > LARGEST) throw overflow();
  return n;
}
