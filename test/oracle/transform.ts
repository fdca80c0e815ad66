/**
 * @file JavaScript source whose arithmetic is handed to helpers: `a * b` becomes `$ops['*'](a, b)`, `list[k]` becomes
 * `$ops.read(list, k)`. Text is inserted around the tokens as they stand, so that parentheses and comments stay.
 */
import { parse, type AnyNode, type MemberExpression, type Node, type Token } from 'acorn';
import { full } from 'acorn-walk';

/**
 * `arithmetic`: `a + b` and its like; `assignment`: `a += b`; `comparison`: `a < b`; `sign`: `-a`, `+a`; `read`:
 * `list[k]`; `truth`: conditions, and what stands left of `&&` and `||`.
 */
export const RULES = ['arithmetic', 'assignment', 'comparison', 'sign', 'read', 'truth'] as const;
export type Rule = (typeof RULES)[number];

export const ARITHMETIC = ['+', '-', '*', '/', '%', '**'] as const;
export const COMPARISONS = ['<', '>', '<=', '>=', '==', '!=', '===', '!=='] as const;

const isArithmetic = (operator: string): boolean => (ARITHMETIC as readonly string[]).includes(operator);
const isComparison = (operator: string): boolean => (COMPARISONS as readonly string[]).includes(operator);

/** Insertions and replacements in a text; `wrap` inner nodes before outer ones. */
class Edits {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #before = new Map<number, string>();
  readonly #after = new Map<number, string>();
  readonly #replaced = new Map<number, { readonly end: number; readonly text: string }>();

  constructor(source: string, tokens: readonly Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  wrap({ start, end }: Node, before: string, after = ')'): void {
    this.#before.set(start, before + (this.#before.get(start) ?? ''));
    this.#after.set(end, (this.#after.get(end) ?? '') + after);
  }

  /** Replaces the first token from `start` on that reads `old`; only parentheses may stand before it. */
  replaceToken(start: number, old: string, text: string): void {
    let index = this.#firstTokenFrom(start);
    while (this.#textOf(index) === ')') index++;
    const token = this.#tokens[index];
    if (token === undefined || this.#textOf(index) !== old)
      throw new Error(`Expected ${old} at ${start}, found ${this.#textOf(index)}.`);
    this.#replaced.set(token.start, { end: token.end, text });
  }

  apply(): string {
    const marks = new Set([...this.#before.keys(), ...this.#after.keys(), ...this.#replaced.keys()]);
    let text = '';
    let done = 0;
    for (const mark of [...marks].sort((a, b) => a - b)) {
      text += this.#source.slice(done, mark) + (this.#after.get(mark) ?? '') + (this.#before.get(mark) ?? '');
      const replaced = this.#replaced.get(mark);
      text += replaced?.text ?? '';
      done = replaced?.end ?? mark;
    }
    return text + this.#source.slice(done);
  }

  #textOf(index: number): string {
    const token = this.#tokens[index];
    return token === undefined ? '' : this.#source.slice(token.start, token.end);
  }

  #firstTokenFrom(start: number): number {
    let low = 0;
    let high = this.#tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#tokens[middle]!.start < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const each = (program: Node, visit: (node: AnyNode) => void): void => full(program, visit);

/** Member expressions that name a place (assigned to, deleted, called as a method) and must stay one. */
function placesIn(program: Node): ReadonlySet<Node> {
  const places = new Set<Node>();
  each(program, (node) => {
    if (node.type === 'AssignmentExpression') places.add(node.left);
    else if (node.type === 'CallExpression') places.add(node.callee);
    else if (node.type === 'UpdateExpression') places.add(node.argument);
    else if (node.type === 'UnaryExpression' && node.operator === 'delete') places.add(node.argument);
  });
  return places;
}

/** Yields a boolean whatever its operands are. */
const isBoolean = (node: AnyNode): boolean =>
  (node.type === 'BinaryExpression' && isComparison(node.operator)) ||
  (node.type === 'UnaryExpression' && node.operator === '!');

/** What a node takes for true or false. */
function conditionOf(node: AnyNode): AnyNode | null {
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return node.test;
    case 'ForStatement':
      return node.test ?? null;
    case 'LogicalExpression':
      return node.operator === '??' ? null : node.left;
    case 'UnaryExpression':
      return node.operator === '!' ? node.argument : null;
    default:
      return null;
  }
}

/** `target[key] += value` → `$ops.update(target, key, '+', value)`, the target and its key evaluated once. */
function updateMember(edits: Edits, node: Node, target: MemberExpression, operator: string): void {
  if (!target.computed || target.start !== node.start)
    throw new Error(`Only target[key] ${operator}= is known, neither target.name nor (target[key]).`);
  edits.wrap(node, '$ops.update(');
  edits.replaceToken(target.object.end, '[', ',');
  edits.replaceToken(target.property.end, ']', `,'${operator}'`);
  edits.replaceToken(target.end, `${operator}=`, ',');
}

/**
 * Counts nothing by itself: the helpers `$ops` do, and tell values from indices. Left as they are: `++` and `--`,
 * bit operations and shifts, which are integer arithmetic, `typeof` and `switch`.
 * @param skip rules to leave out, for tests that must notice
 * @throws Error for syntax that ECMAScript 5 does not have and no rule foresees
 */
export function transform(source: string, skip: ReadonlySet<Rule> = new Set()): string {
  const tokens: Token[] = [];
  const program = parse(source, { ecmaVersion: 2022, sourceType: 'script', onToken: tokens });
  const edits = new Edits(source, tokens);
  const places = placesIn(program);
  each(program, (node) => {
    const condition = skip.has('truth') ? null : conditionOf(node);
    if (condition !== null && !isBoolean(condition)) edits.wrap(condition, '$ops.truth(');
    if (node.type === 'BinaryExpression') {
      const rule = isArithmetic(node.operator) ? 'arithmetic' : 'comparison';
      if ((rule === 'comparison' && !isComparison(node.operator)) || skip.has(rule)) return;
      edits.wrap(node, `$ops['${node.operator}'](`);
      edits.replaceToken(node.left.end, node.operator, ',');
    } else if (node.type === 'AssignmentExpression') {
      const operator = node.operator.slice(0, -1);
      if (!isArithmetic(operator) || skip.has('assignment')) return;
      if (node.left.type === 'MemberExpression') return updateMember(edits, node, node.left, operator);
      const name = source.slice(node.left.start, node.left.end);
      edits.replaceToken(node.left.end, node.operator, `=$ops['${operator}'](${name},`);
      edits.wrap(node, '');
    } else if (node.type === 'UnaryExpression') {
      if ((node.operator !== '-' && node.operator !== '+') || skip.has('sign')) return;
      edits.wrap(node, '');
      edits.replaceToken(node.start, node.operator, node.operator === '-' ? '$ops.minus(' : '$ops.plus(');
    } else if (node.type === 'MemberExpression' && node.computed && !places.has(node)) {
      if (node.optional) throw new Error('No rule for list?.[key].');
      if (skip.has('read')) return;
      edits.wrap(node, '$ops.read(', '');
      edits.replaceToken(node.object.end, '[', ',');
      edits.replaceToken(node.property.end, ']', ')');
    }
  });
  return edits.apply();
}
