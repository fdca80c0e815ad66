/**
 * @file The reader's own formula as a tree over named sizes, and nothing else. The order of the tokens is checked first,
 * in our words and with columns; what is left for jsep is precedence, on a text of names that are known, digits,
 * operators and balanced brackets. Its settings belong to all its users and are not touched: a power is written as it
 * knows it, `**`.
 */
import jsep from 'jsep';
import { nearest } from '../core/nearest-word.ts';
import { formulaFault } from './fault.ts';
import { tokensOf, type Token } from './tokens.ts';

export type Operator = '+' | '-' | '*' | '/' | '^';

export type Tree =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: Operator; readonly left: Tree; readonly right: Tree };

export interface Expression {
  /** As it was typed. */
  readonly text: string;
  readonly tree: Tree;
  /** The sizes that it reads. */
  readonly names: ReadonlySet<string>;
}

/** Brackets in one another; jsep recurses into each. */
const MAX_DEPTH = 50;

/** @param of what the sizes are of, in a sentence: `an attention` */
function checkName(formula: string, { text, column }: Token, names: readonly string[], of: string): void {
  if (names.includes(text)) return;
  throw formulaFault(formula, `reads ${text.slice(0, 40)} at column ${column}, which is no size of ${of}`, {
    nearest: nearest(text.slice(0, 40), names),
    remedies: [`use ${names.join(', ')}`],
  });
}

/** What cannot follow: an operand after an operand, or anything else where an operand is due. */
function checkOrder(formula: string, last: Token | undefined, token: Token): void {
  const isDue = last === undefined || last.kind === 'operator' || last.kind === 'open';
  const at = `at column ${token.column}`;
  const isOperand = token.kind === 'name' || token.kind === 'number' || token.kind === 'open';
  if (isOperand && !isDue) {
    if (token.kind === 'open' && last.kind === 'name')
      throw formulaFault(
        formula,
        `calls ${last.text.slice(0, 40)}( at column ${last.column}: it has no functions`,
        {
          remedies: [`write ${last.text.slice(0, 40)}*( for a product`],
        },
      );
    throw formulaFault(formula, `has no operator before ${token.text.slice(0, 40)} ${at}`, {
      remedies: ['write * for a product'],
    });
  }
  // A sign stands at the start or after a bracket.
  const isSign = token.text === '-' && (last === undefined || last.kind === 'open');
  if (!isOperand && isDue && !isSign) {
    if (last?.kind === 'operator')
      throw formulaFault(formula, `has ${token.text} ${at} right after ${last.text}`, {
        remedies: ['put a name, a number or a bracket between them'],
      });
    throw formulaFault(formula, `has nothing before ${token.text} ${at}`);
  }
}

function checkBrackets(formula: string, tokens: readonly Token[]): void {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.kind === 'open') open.push(token);
    if (token.kind === 'close' && open.pop() === undefined)
      throw formulaFault(formula, `has a bracket at column ${token.column} that closes nothing`);
    if (open.length > MAX_DEPTH)
      throw formulaFault(formula, `has more than ${MAX_DEPTH} brackets in one another`);
  }
  const last = open.at(-1);
  if (last !== undefined)
    throw formulaFault(formula, `has a bracket at column ${last.column} that is never closed`);
}

/** As jsep reads it: a sign is a difference from 0, which a power binds more tightly than, as on paper. */
const written = (tokens: readonly Token[]): string =>
  tokens
    .map(({ kind, text }, i) => {
      const isSign = text === '-' && (i === 0 || tokens[i - 1]!.kind === 'open');
      return isSign ? '0 -' : kind === 'operator' && text === '^' ? '**' : text;
    })
    .join(' ');

const OPERATORS: Readonly<Record<string, Operator>> = { '+': '+', '-': '-', '*': '*', '/': '/', '**': '^' };

/** jsep's tree as ours; only what the tokens allow can be in it. */
function treeOf(node: jsep.Expression): Tree {
  if (node.type === 'Literal') return { kind: 'number', value: BigInt(node['raw'] as string) };
  if (node.type === 'Identifier') return { kind: 'name', name: node['name'] as string };
  const kind = node.type === 'BinaryExpression' ? OPERATORS[node['operator'] as string] : undefined;
  if (kind === undefined) throw new Error(`a formula's tree holds ${node.type}`);
  return {
    kind,
    left: treeOf(node['left'] as jsep.Expression),
    right: treeOf(node['right'] as jsep.Expression),
  };
}

/**
 * @param formula over `names` and whole numbers: `h*(3*N*D^2+2*N^2*D)`
 * @param of what the sizes are of, in a sentence: `attention`
 * @throws TfjsFlopsError `invalid-option`, with the place of what is wrong
 */
export function parseFormula(formula: string, names: readonly string[], of: string): Expression {
  const tokens = tokensOf(formula);
  if (tokens.length === 0) throw formulaFault(formula, 'is empty', { remedies: [`use ${names.join(', ')}`] });
  checkBrackets(formula, tokens);
  for (const [i, token] of tokens.entries()) {
    checkOrder(formula, tokens[i - 1], token);
    if (token.kind === 'name' && tokens[i + 1]?.kind !== 'open') checkName(formula, token, names, of);
  }
  const last = tokens.at(-1)!;
  if (last.kind === 'operator')
    throw formulaFault(formula, `ends with ${last.text}`, { remedies: ['give what follows it'] });
  const read = tokens.flatMap(({ kind, text }) => (kind === 'name' ? [text] : []));
  return { text: formula, tree: treeOf(jsep(written(tokens))), names: new Set(read) };
}
