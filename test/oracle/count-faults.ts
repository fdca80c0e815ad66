/** @file Rules of counting, broken one at a time. */
import { Value, type Helpers, type Scope } from './counter.ts';
import type { Fault } from './load.ts';
import { RULES } from './transform.ts';

const withHelpers =
  (change: (helpers: Helpers) => Helpers) =>
  (scope: Scope): Scope => ({ ...scope, $ops: { ...scope.$ops, ...change(scope.$ops) } });

const plain = (operand: unknown): number => Number(operand);

export const COUNT_FAULTS: readonly (readonly [string, Fault])[] = [
  ...RULES.map((rule) => [`${rule}: not rewritten`, { skip: new Set([rule]) }] as const),
  [
    'elements of integer lists are values as well',
    {
      spoil: withHelpers(() => ({
        read: (list: never, key: PropertyKey) => {
          const element: unknown = list[key as never];
          return typeof element === 'number' ? new Value(element) : element;
        },
      })),
    },
  ],
  [
    'a product is no value any more',
    {
      spoil: withHelpers((helpers) => ({ '*': (a: never, b: never) => plain(helpers['*']!(a, b)) })),
    },
  ],
  [
    'a sum in an element is not counted',
    {
      spoil: withHelpers(() => ({
        update: (list: never, key: PropertyKey, operator: string, operand: never) => {
          const target = list as Record<PropertyKey, number>;
          const apply =
            operator === '+' ? plain(target[key]) + plain(operand) : plain(target[key]) - plain(operand);
          return (target[key] = apply);
        },
      })),
    },
  ],
  [
    'differences are counted as sums of negations',
    {
      spoil: withHelpers((helpers) => ({
        '-': (a: never, b: never) => helpers['+']!(a, helpers['minus']!(b) as never),
      })),
    },
  ],
  [
    'products are counted twice',
    {
      spoil: withHelpers((helpers) => ({
        '*': (a: never, b: never) => {
          helpers['*']!(a, b);
          return helpers['*']!(a, b);
        },
      })),
    },
  ],
  ['every box is true', { spoil: withHelpers(() => ({ truth: (operand: unknown) => operand })) }],
  ['functions are not counted', { spoil: (scope) => ({ ...scope, Math }) }],
  ['boxes are no numbers to Number.isNaN', { spoil: (scope) => ({ ...scope, Number }) }],
  ['what buffers hand out are no values', { plainBuffers: true }],
];
