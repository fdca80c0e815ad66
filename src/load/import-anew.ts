/**
 * @file Imports a module again, with all of the user's own files that it imports: tensors that a file made when it was
 * first imported are gone with their backend. Packages in `node_modules` are imported once, tfjs above all.
 */
import * as nodeModule from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Names the import in the query of a module's address; what it imports is given the same. */
const PARAMETER = 'tfjs-flops-import';

/** Nothing of this package is imported anew: a second copy would not share what the first one knows. */
const OWN = pathToFileURL(`${dirname(dirname(dirname(fileURLToPath(import.meta.url))))}/`).href;

interface Resolved {
  readonly url: string;
}

/** The address under which a module that `parent` imports is found. Plain JavaScript, also for the thread of Node's loader. */
function renewed(resolved: Resolved, parent: string | undefined, parameter: string, own: string): Resolved {
  const { url } = resolved;
  const isUsers = url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(own);
  const at = parent === undefined ? null : /[?&]([^=&]+)=(\d+)$/.exec(parent);
  if (!isUsers || at?.[1] !== parameter) return resolved;
  return { ...resolved, url: `${url}${url.includes('?') ? '&' : '?'}${parameter}=${at[2]}` };
}

/** Node ≥ 22.15. */
interface SynchronousHooks {
  registerHooks(hooks: {
    resolve(
      specifier: string,
      context: { readonly parentURL?: string },
      next: (specifier: string, context: unknown) => Resolved,
    ): Resolved;
  }): unknown;
}

let isRegistered = false;

/** Hooks into Node's resolution of modules, once. */
function register(): void {
  if (isRegistered) return;
  isRegistered = true;
  if ('registerHooks' in nodeModule) {
    (nodeModule as SynchronousHooks).registerHooks({
      resolve: (specifier, context, next) =>
        renewed(next(specifier, context), context.parentURL, PARAMETER, OWN),
    });
    return;
  }
  const hooks =
    `const renewed = ${renewed.toString()};\n` +
    'export const resolve = async (specifier, context, next) => ' +
    `renewed(await next(specifier, context), context.parentURL, ${JSON.stringify(PARAMETER)}, ${JSON.stringify(OWN)});`;
  nodeModule.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

const require = nodeModule.createRequire(import.meta.url);

/** Files that `require` loads are kept by their paths. */
function forgetRequired(): void {
  const own = fileURLToPath(OWN);
  for (const path of Object.keys(require.cache))
    if (!/[\\/]node_modules[\\/]/.test(path) && !path.startsWith(own)) delete require.cache[path];
}

/** Counts imports in this process. */
let imports = 0;

/**
 * Imports a module of the user's: the first time as Node does, later anew.
 * @param file an absolute path
 * @throws whatever the module throws
 */
export async function importAnew(file: string): Promise<Readonly<Record<string, unknown>>> {
  const url = pathToFileURL(file);
  imports += 1;
  if (imports === 1) return (await import(url.href)) as Readonly<Record<string, unknown>>;
  register();
  const isCommonJs = file.endsWith('.cjs') || require.cache[file] !== undefined;
  forgetRequired();
  if (isCommonJs) {
    // Node 20 evaluates `module.exports = require('./other.cjs')` wrongly when it is imported a second time.
    return { default: require(file) as unknown };
  }
  url.searchParams.set(PARAMETER, String(imports));
  return (await import(url.href)) as Readonly<Record<string, unknown>>;
}
