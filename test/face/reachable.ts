/** @file Which types the public signatures of an entry use, and which of them the entry does not export. */
import { posix } from 'node:path';
import { readModule, type Declaration, type Module } from './declarations.ts';

/** The text of an emitted declaration file, by its path in the build: `src/index.d.ts`. */
export type ReadText = (path: string) => string;

/** A declaration and where it is. */
export interface Place {
  readonly path: string;
  readonly name: string;
}

const key = ({ path, name }: Place): string => `${path}#${name}`;

export class Declarations {
  readonly #read: ReadText;
  readonly #modules = new Map<string, Module>();

  constructor(read: ReadText) {
    this.#read = read;
  }

  #module(path: string): Module {
    const known = this.#modules.get(path) ?? readModule(this.#read(path));
    this.#modules.set(path, known);
    return known;
  }

  /** Where a name of a module is declared; `null` for what other packages declare. */
  #placeOf(path: string, name: string): Place | null {
    const { declarations, imports, exports } = this.#module(path);
    if (declarations.has(name)) return { path, name };
    const found = imports.get(name) ?? exports.get(name);
    if (found === undefined) throw new Error(`${path} has no ${name}`);
    return this.#placeFrom(path, found.from, found.name);
  }

  #placeFrom(path: string, from: string, name: string): Place | null {
    if (!from.startsWith('.')) return null;
    const other = posix.join(posix.dirname(path), from).replace(/\.[jt]s$/, '.d.ts');
    const { declarations, exports, imports } = this.#module(other);
    if (declarations.has(name)) return { path: other, name };
    const next = exports.get(name);
    if (next === undefined) throw new Error(`${other} exports no ${name}`);
    return next.from === '' && imports.has(next.name)
      ? this.#placeOf(other, next.name)
      : this.#placeFrom(other, next.from, next.name);
  }

  #declaration({ path, name }: Place): Declaration {
    return this.#module(path).declarations.get(name)!;
  }

  /** The declarations that an entry exports, by their public names. */
  exported(entry: string): ReadonlyMap<string, Place> {
    const found = [...this.#module(entry).exports].map(
      ([name, { from, name: local }]) =>
        [name, from === '' ? this.#placeOf(entry, local) : this.#placeFrom(entry, from, local)] as const,
    );
    return new Map(found.flatMap(([name, place]) => (place === null ? [] : [[name, place] as const])));
  }

  /** The types that a declaration names. */
  #typesIn(place: Place): readonly Place[] {
    const { imports, declarations } = this.#module(place.path);
    const text = this.#declaration(place)
      // Strings, constants, and names of properties and parameters, are no types.
      .text.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, "''")
      .replace(/\btypeof \w+/g, '')
      .replace(/\b\w+\??:(?!:)/g, '');
    const names = new Set(text.match(/(?<![.\w])[A-Z]\w*/g) ?? []);
    return [...names]
      .filter((name) => imports.has(name) || declarations.has(name))
      .flatMap((name) => this.#placeOf(place.path, name) ?? []);
  }

  /**
   * What is missing from an entry: `TableOptions, which formatTable uses`.
   * @param main the entry whose types, those of a report, the others need not repeat
   */
  missing(entry: string, main: string = entry): readonly string[] {
    const exported = this.exported(entry);
    const open = [...exported].map(([name, place]) => ({ name, place }));
    const seen = new Set([...exported.values(), ...this.exported(main).values()].map(key));
    const missing: string[] = [];
    for (let next = open.pop(); next !== undefined; next = open.pop())
      for (const place of this.#typesIn(next.place)) {
        if (seen.has(key(place))) continue;
        seen.add(key(place));
        missing.push(`${place.name}, which ${next.name} uses`);
        open.push({ name: place.name, place });
      }
    return missing.toSorted();
  }

  /** The public names without a doc comment. */
  undocumented(entry: string): readonly string[] {
    return [...this.exported(entry)]
      .filter(([, place]) => this.#declaration(place).doc === null)
      .map(([name, { path }]) => `${name} of ${path}`);
  }
}
