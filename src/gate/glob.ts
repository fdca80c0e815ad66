/** @file Layers by a pattern: `encoder/**`, `block*.conv`, `head`, each with what lies in it. */
import type { LayerRow } from '../core/report.ts';
import { rowName } from '../core/writing.ts';

const SPECIAL = /[\\^$+()[\]{}|]/g;

/** `**` any number of steps, `*` and `?` within one. Steps of layers' names end at a dot or a slash, of nodes' at a slash. */
function pattern(glob: string, isNode: boolean): RegExp {
  const [end, inside] = isNode ? ['/', '[^/]'] : ['[./]', '[^./]'];
  // What a name contains lies in it, so that a last `/**` asks for nothing more.
  const source = glob
    .replace(/(?:[./]\*\*)+$/, '')
    .replaceAll(SPECIAL, String.raw`\$&`)
    .replaceAll(/\*\*[./]?|[*?./]/g, (found) => {
      if (found.startsWith('**')) return found === '**' ? '.*' : `(?:.*${end})?`;
      if (found === '*') return `${inside}*`;
      if (found === '?') return inside;
      return isNode && found === '.' ? String.raw`\.` : end;
    });
  return new RegExp(`^${source}(?:${end}.*)?$`, 'su');
}

/** Whether a row is one that the pattern names, or lies in one. */
export function rowMatcher(glob: string): (row: LayerRow) => boolean {
  const [layers, nodes] = [pattern(glob, false), pattern(glob, true)];
  return (row) => {
    if (row.path.length === 0) return false;
    const wanted = row.kind === 'node' ? nodes : layers;
    return wanted.test(rowName(row)) || (row.node !== null && wanted.test(row.node));
  };
}

/** Two patterns that are written differently and name the same. */
export const normalGlob = (glob: string): string => glob.replaceAll(/[./]/g, '/').replace(/(?:\/\*\*)+$/, '');
