/**
 * @file Emitted declarations, read by their text: TypeScript 7 has no stable API for JavaScript. What `tsc` emits is
 * regular: statements of a module begin at the margin, and what belongs to them does not.
 */

/** A name that another module has. */
export interface Reference {
  /** As the declaration writes it: `../core/report.ts`. */
  readonly from: string;
  readonly name: string;
}

export interface Declaration {
  /** Its text, without comments. */
  readonly text: string;
  /** The doc comment right before it; `null` where there is none. */
  readonly doc: string | null;
}

export interface Module {
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** By the name in this module. */
  readonly imports: ReadonlyMap<string, Reference>;
  /** By the name that others import; `from` is empty for what is declared or imported here. */
  readonly exports: ReadonlyMap<string, Reference>;
}

const STARTS = /^(?:export|import|declare|interface|type|const|class|function|enum)\b/;
const DECLARES =
  /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|const|let|class|function|enum) (\w+)/;
const NAMED = /^(import|export) (?:type )?\{([^}]*)\}(?: from '([^']+)')?/;

/** `a`, `type a`, `a as b`. */
function bindings(list: string): readonly { name: string; local: string }[] {
  return list
    .split(',')
    .map((entry) => entry.trim().replace(/^type /, ''))
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [name = '', local = name] = entry.split(' as ');
      return { name, local };
    });
}

/** Statements and the comment before each. */
function statementsOf(source: string): readonly { comment: string; text: string }[] {
  const statements: { comment: string; text: string }[] = [];
  let comment = '';
  let isOpen = false;
  for (const line of source.split('\n')) {
    if (line.startsWith('/**')) [comment, isOpen] = [line, !line.includes('*/')];
    else if (isOpen) {
      comment += `\n${line}`;
      isOpen = !line.includes('*/');
    } else if (STARTS.test(line)) {
      statements.push({ comment, text: line });
      comment = '';
    } else if (statements.length > 0) statements.at(-1)!.text += `\n${line}`;
  }
  return statements;
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '');

/** The doc comment of a declaration; the one of the file is none. */
const docOf = (comment: string): string | null =>
  comment === '' || comment.includes('@file') ? null : comment;

export function readModule(source: string): Module {
  const declarations = new Map<string, Declaration>();
  const imports = new Map<string, Reference>();
  const exports = new Map<string, Reference>();
  for (const { comment, text: commented } of statementsOf(source)) {
    const text = withoutComments(commented);
    const [, keyword, list = '', from = ''] = NAMED.exec(text.replaceAll('"', "'")) ?? [];
    if (keyword === 'import')
      for (const { name, local } of bindings(list)) imports.set(local, { from, name });
    else if (keyword === 'export')
      for (const { name, local } of bindings(list)) exports.set(local, { from, name });
    else {
      const name = DECLARES.exec(text)?.[1];
      if (name === undefined) continue;
      const known = declarations.get(name);
      // Overloads are declared one after another.
      declarations.set(name, {
        text: `${known?.text ?? ''}${text}`,
        doc: known?.doc ?? docOf(comment),
      });
      if (text.startsWith('export ')) exports.set(name, { from: '', name });
    }
  }
  return { declarations, imports, exports };
}
