/** @file The files of the project with their sizes and imports, as the walls look at them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Import {
  /** A file from the root of the project on, or a package. */
  readonly target: string;
  readonly isPackage: boolean;
  readonly isTypeOnly: boolean;
  /** `import()`, which loads when it is called. */
  readonly isDynamic: boolean;
}

export interface SourceFile {
  /** From the root of the project on: `src/core/ops.ts`. */
  readonly path: string;
  readonly bytes: number;
  readonly imports: readonly Import[];
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\(\s*'([^']+)'\s*\)/g;

/** The imports and re-exports of a file's text, static and dynamic, those of types included. */
export const importsOf = (path: string, text: string): readonly Import[] =>
  [...text.matchAll(IMPORT)].map(([, type, from, dynamic]) => {
    const specifier = from ?? dynamic ?? '';
    const isPackage = !specifier.startsWith('.');
    const target = isPackage ? specifier : posix.join(dirname(path), specifier);
    // `import { type A }` still loads the module under verbatimModuleSyntax.
    return { target, isPackage, isTypeOnly: type !== undefined, isDynamic: from === undefined };
  });

/** Every TypeScript file below a folder of the project. */
export const filesIn = (folder: string): readonly SourceFile[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = `${folder}/${name.replaceAll('\\', '/')}`;
      const text = readFileSync(join(ROOT, path));
      return { path, bytes: text.byteLength, imports: importsOf(path, text.toString()) };
    });

/** `core` of `src/core/ops.ts`, `models` of `models/zoo.ts`, `index.ts` of `src/index.ts`. */
export const roomOf = (path: string): string => {
  const [top = '', next = ''] = path.split('/');
  return top === 'src' ? next : top;
};
