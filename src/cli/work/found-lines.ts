/** @file What was found in a page, in lines: each is said once, and anew where it says more. */
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

function placeLine(realms: readonly Realm[]): string {
  const versions = distinct(realms.map(({ found }) => found.tfjs!.version));
  const backends = distinct(realms.map(({ found }) => found.tfjs!.backend));
  const kernels = Math.max(0, ...realms.map(({ found }) => found.tfjs!.kernels));
  const parts = [
    `tfjs ${versions.join(', ') || 'of unknown version'}`,
    ...backends,
    `${count(kernels, 'kernel')} registered`,
    placesText(realms),
    'your page was not edited',
  ];
  return `found     ${parts.join(' · ')}`;
}

const modelsOf = ({ found, kind }: Realm): readonly string[] =>
  found.models.map(({ name, kind: format, size }) => {
    const what = format === 'graph' ? `graph, ${count(size, 'node')}` : count(size, 'layer');
    return `${name}: ${what}${kind === 'page' ? '' : `, in ${kind === 'iframe' ? 'an iframe' : 'a worker'}`}`;
  });

export class FoundLines {
  readonly #isWaiting: boolean;
  #place = '';
  /** By realm. */
  readonly #said = new Map<Realm, readonly string[]>();
  #models = 0;

  /** @param isWaiting whether Enter ends it */
  constructor(isWaiting: boolean) {
    this.#isWaiting = isWaiting;
  }

  /** @param realms all that the page has @returns what was not said yet */
  next(realms: readonly Realm[]): readonly string[] {
    const withTfjs = realms.filter(({ found }) => found.tfjs !== null);
    const models = withTfjs.flatMap((realm) => {
      const all = modelsOf(realm);
      const left = [...(this.#said.get(realm) ?? [])];
      this.#said.set(realm, all);
      // A model that was being loaded comes before those that were found after it; two may have one name.
      const fresh = all.filter((text) => {
        const at = left.indexOf(text);
        if (at >= 0) left.splice(at, 1);
        return at < 0;
      });
      return fresh.map(
        (text) => `${this.#models++ === 0 ? 'models  ' : '        '}  ${this.#models} ${text}`,
      );
    });
    if (models.length === 0) return [];
    const place = placeLine(withTfjs);
    const isFirst = this.#place === '';
    const lines = [...(place === this.#place ? [] : [place]), ...models];
    this.#place = place;
    return isFirst ? [...lines, `watching  use your page${this.#isWaiting ? '; Enter stops' : ''}`] : lines;
  }
}
