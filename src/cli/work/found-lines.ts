/** @file What was found in a page, in three lines. */
import type { Realm } from '../../attach/realm.ts';
import { count } from '../../core/writing.ts';

const KINDS = ['page', 'iframe', 'worker'] as const;

/** `page + 2 workers` */
const placesText = (realms: readonly Realm[]): string =>
  KINDS.flatMap((kind) => {
    const places = realms.filter((realm) => realm.kind === kind).length;
    return places === 0 ? [] : kind === 'page' ? ['page'] : [count(places, kind)];
  }).join(' + ');

const distinct = (values: readonly (string | null)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== null)),
];

/** @param realms all that the page has @param isWaiting whether Enter ends it */
export function foundLines(realms: readonly Realm[], isWaiting: boolean): readonly string[] {
  const withTfjs = realms.filter(({ found }) => found.tfjs !== null);
  const versions = distinct(withTfjs.map(({ found }) => found.tfjs!.version));
  const backends = distinct(withTfjs.map(({ found }) => found.tfjs!.backend));
  const kernels = Math.max(0, ...withTfjs.map(({ found }) => found.tfjs!.kernels));
  const parts = [
    `tfjs ${versions.join(', ') || 'of unknown version'}`,
    ...backends,
    count(kernels, 'kernel'),
    placesText(withTfjs),
    'your page was not edited',
  ];
  const models = withTfjs.flatMap(({ found, kind }) =>
    found.models.map(({ name, kind: format, size }) => {
      const what = format === 'graph' ? `graph, ${count(size, 'node')}` : count(size, 'layer');
      return `${name}: ${what}${kind === 'page' ? '' : `, in ${kind === 'iframe' ? 'an iframe' : 'a worker'}`}`;
    }),
  );
  return [
    `found     ${parts.join(' · ')}`,
    `models    ${models.map((model, i) => `${i + 1} ${model}`).join('   ') || 'none yet'}`,
    `watching  use your page${isWaiting ? '; Enter stops' : ''}`,
  ];
}
