/**
 * @file A formula's text as tokens, in one pass without recursion: names, whole numbers, + - * / ^ and brackets. What
 * books print is read as well: · × ÷ − and ² ³. Nothing else gets through, so that whatever reads the tokens after this
 * meets no string, call, member, comparison or exponent of a float.
 */
import { formulaFault } from './fault.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'operator' | 'open' | 'close';
  readonly text: string;
  /** From 1, in the formula as it was typed. */
  readonly column: number;
}

export const MAX_LENGTH = 1000;

/** As printed, and what it means. */
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ...['+', '-', '*', '/', '^'].map((operator) => [operator, operator] as const),
  ['**', '^'],
  ['·', '*'],
  ['⋅', '*'],
  ['×', '*'],
  ['÷', '/'],
  ['−', '-'],
]);
const POWERS: ReadonlyMap<string, string> = new Map([
  ['²', '2'],
  ['³', '3'],
]);

/** Sticky: each is tried where the last token ended. */
const PATTERN =
  /(?<space>\s+)|(?<name>[A-Za-z_$][\w$]*)|(?<number>(?:\d[\w.]*(?:(?<=[eE])[+-]\d+)?)|\.\d[\w.]*)|(?<operator>\*\*|[-+*/^·⋅×÷−])|(?<power>[²³])|(?<bracket>[()])/uy;

/** Of the places where a number and a name meet: `2N`. */
const TIMES_NAME = /^(\d+)([A-Za-z_$][\w$]*)$/;

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

function checkNumber(formula: string, text: string, column: number): void {
  if (/^\d+$/.test(text)) {
    if (text.length <= 16 && BigInt(text) <= LARGEST) return;
    throw formulaFault(formula, `has ${text.slice(0, 20)} at column ${column}, which is above 2^53 − 1`);
  }
  const product = TIMES_NAME.exec(text);
  if (product !== null && !/^\d+[eE]\d*$/.test(text))
    throw formulaFault(
      formula,
      `has no operator between ${product[1]} and ${product[2]} at column ${column}`,
      {
        remedies: [`write ${product[1]}*${product[2]}`],
      },
    );
  throw formulaFault(
    formula,
    `has ${text.slice(0, 20)} at column ${column}, which is no whole number in digits`,
    {
      remedies: ['write fractions as quotients, such as 1/2'],
    },
  );
}

function refusal(formula: string, character: string, column: number): Error {
  const at = `at column ${column}`;
  if (character === '.') return formulaFault(formula, `has a member access (.) ${at}: sizes have no members`);
  if (character === "'" || character === '"' || character === '`')
    return formulaFault(formula, `has a quote ${at}: a formula holds no strings`);
  if (character === '[' || character === '{')
    return formulaFault(formula, `has ${character} ${at}`, { remedies: ['use round brackets'] });
  return formulaFault(formula, `has ${character} ${at}`, {
    remedies: ['use names of sizes, whole numbers, + - * / ^ and round brackets alone'],
  });
}

/** @throws TfjsFlopsError `invalid-option` for what is no token, and a text that is too long */
export function tokensOf(formula: string): readonly Token[] {
  if (formula.length > MAX_LENGTH)
    throw formulaFault(
      formula,
      `has ${formula.length} characters, more than the ${MAX_LENGTH} that are read`,
    );
  const tokens: Token[] = [];
  for (let index = 0; index < formula.length;) {
    PATTERN.lastIndex = index;
    const column = index + 1;
    const groups = PATTERN.exec(formula)?.groups;
    if (groups === undefined)
      throw refusal(formula, String.fromCodePoint(formula.codePointAt(index)!), column);
    const { name, number, operator, power, bracket } = groups;
    index = PATTERN.lastIndex;
    if (name !== undefined) tokens.push({ kind: 'name', text: name, column });
    if (number !== undefined) {
      checkNumber(formula, number, column);
      tokens.push({ kind: 'number', text: number, column });
    }
    if (operator !== undefined) tokens.push({ kind: 'operator', text: OPERATORS.get(operator)!, column });
    if (power !== undefined)
      tokens.push(
        { kind: 'operator', text: '^', column },
        { kind: 'number', text: POWERS.get(power)!, column },
      );
    if (bracket !== undefined)
      tokens.push({ kind: bracket === '(' ? 'open' : 'close', text: bracket, column });
  }
  return tokens;
}
