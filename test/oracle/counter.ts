/**
 * @file The helpers that transformed source calls. A number that is read from a Float32Array is boxed; arithmetic with
 * a box is counted and gives a box, so that values are told from indices by where they came from. Typed arrays
 * unbox what is stored in them.
 */
import { ARITHMETIC, COMPARISONS } from './transform.ts';

/** How often each operator was applied to a tensor's values: `+`, `<`, `read`, `Math.exp` …; others are absent. */
export type Tally = Readonly<Record<string, number>>;

export class Value {
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }

  [Symbol.toPrimitive](): number {
    return this.number;
  }
}

type Operation = (a: never, b: never) => unknown;
type Helper = (...operands: never[]) => unknown;

/** What transformed source finds under `$ops`. */
export interface Helpers {
  readonly [operator: string]: Helper;
}

/** The names that transformed source sees before the global ones. */
export interface Scope {
  readonly $ops: Helpers;
  readonly Math: Math;
  readonly Number: NumberConstructor;
}

const plain = (operand: unknown): unknown => (operand instanceof Value ? operand.number : operand);

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  // oxlint-disable-next-line eqeqeq -- the operator itself
  '==': (a, b) => a == b,
  // oxlint-disable-next-line eqeqeq -- the operator itself
  '!=': (a, b) => a != b,
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
};

export class Counter {
  readonly #cells = new Map<string, { count: number }>();
  readonly #reads = this.#cell('read');

  /** Where an operator is counted: helpers keep their own, since a look-up per operation would double the time. */
  #cell(operator: string): { count: number } {
    const cell = this.#cells.get(operator) ?? { count: 0 };
    this.#cells.set(operator, cell);
    return cell;
  }

  /** Counts since the last call, then starts anew. */
  take(): Tally {
    const counted = [...this.#cells].filter(([, { count }]) => count > 0);
    const tally = Object.fromEntries(counted.map(([operator, { count }]) => [operator, count]));
    for (const [, cell] of counted) cell.count = 0;
    return tally;
  }

  /** An element of a list: boxed where the list holds a float tensor's values. */
  readElement(list: never, key: PropertyKey): unknown {
    const element: unknown = list[key as never];
    if (typeof element !== 'number' || !((list as unknown) instanceof Float32Array)) return element;
    this.#reads.count++;
    return new Value(element);
  }

  scope(): Scope {
    return { $ops: this.#helpers(), Math: this.#math(), Number: this.#number() };
  }

  #helpers(): Helpers {
    const negations = this.#cell('minus');
    const helpers: Record<string, Helper> = {
      read: (list: never, key: PropertyKey) => this.readElement(list, key),
      update: (list: never, key: PropertyKey, operator: string, operand: never) => {
        const result = helpers[operator]!(helpers['read']!(list, key as never) as never, operand);
        (list as Record<PropertyKey, unknown>)[key] = result;
        return result;
      },
      minus: (operand: unknown) => {
        if (!(operand instanceof Value)) return -(operand as number);
        negations.count++;
        return new Value(-operand.number);
      },
      plus: (operand: unknown) => (operand instanceof Value ? operand : Number(operand)),
      /** Any object is true; a box is as true as its number. */
      truth: (operand: unknown) => (operand instanceof Value && !operand.number ? operand.number : operand),
    };
    for (const operator of [...ARITHMETIC, ...COMPARISONS]) helpers[operator] = this.#counted(operator);
    return helpers;
  }

  /** Operations on numbers of which one is boxed count: not texts that are joined, nor tests for null. */
  #counted(operator: string): Helper {
    const operation = OPERATIONS[operator]!;
    const cell = this.#cell(operator);
    return (a: unknown, b: unknown) => {
      const x = plain(a);
      const y = plain(b);
      const result = operation(x as never, y as never);
      const isPlain = x === a && y === b;
      if (isPlain || typeof x !== 'number' || typeof y !== 'number') return result;
      cell.count++;
      return typeof result === 'number' ? new Value(result) : result;
    };
  }

  /** `Math`, each call with a box counted under its name. */
  #math(): Math {
    const math: Record<string, unknown> = {};
    for (const name of Object.getOwnPropertyNames(Math)) {
      const member: unknown = Math[name as keyof Math];
      math[name] = typeof member === 'function' ? this.#countedFunction(name, member as never) : member;
    }
    return math as unknown as Math;
  }

  #countedFunction(name: string, apply: (...operands: unknown[]) => number): Helper {
    const cell = this.#cell(`Math.${name}`);
    return (...operands: unknown[]) => {
      if (!operands.some((operand) => operand instanceof Value)) return apply(...operands);
      cell.count++;
      return new Value(apply(...operands.map(plain)));
    };
  }

  /** `Number`, whose tests do not convert: a box must look like a number to them. */
  #number(): NumberConstructor {
    const number = (operand: unknown): number => Number(operand);
    return Object.defineProperties(number, {
      ...Object.getOwnPropertyDescriptors(Number),
      isNaN: { value: (operand: unknown) => Number.isNaN(plain(operand)) },
      isFinite: { value: (operand: unknown) => Number.isFinite(plain(operand)) },
    }) as NumberConstructor;
  }
}
