/**
 * @file Which rows of several reports are the same layer: those with one path. Outside layers only the kind of the scope
 * tells rows apart. Names that tfjs made up have a number that goes on through the whole process, another one whenever
 * the model is built again: such rows meet by their order.
 */
import type { LayerRow } from './report.ts';

/** Equal for the same layer in several reports. */
export type RowKey = string;

const snakeCase = (className: string): string =>
  className
    .replaceAll(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** `dense_Dense12`, `sequential_3` and `model2` without their numbers; tfjs-layers 4.22, the constructors of Layer, Sequential, Container. */
function withoutNumber(step: string): string {
  const [, prefix, className] = /^(.+)_([A-Z]\w*?)\d+$/.exec(step) ?? [];
  if (className !== undefined && prefix === snakeCase(className)) return `${prefix}_${className}`;
  return step.replace(/^(sequential_|model|functional)\d+$/, '$1');
}

const nameOf = ({ path, kind }: LayerRow): string =>
  JSON.stringify(path.length === 0 ? [kind] : ['', ...path.map(withoutNumber)]);

/** Each row under its path; of several rows with one path the second has a 2 after its path, and so on. */
export function rowsByKey<R extends LayerRow>(rows: readonly R[]): ReadonlyMap<RowKey, R> {
  const keyed = new Map<RowKey, R>();
  const uses = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row);
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    keyed.set(use === 1 ? name : `${name} ${use}`, row);
  }
  return keyed;
}
