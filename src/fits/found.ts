/** @file What stands against a backend while calls are looked at: the same thing of several calls is one reason. */
import type { FitReason } from '../core/fit.ts';
import type { Report } from '../core/report.ts';
import { rowName } from '../core/writing.ts';

type Said = Omit<FitReason, 'layers'>;

const ORDER: readonly FitReason['effect'][] = ['stops', 'may-stop', 'spoils', 'notes'];

export class Found {
  readonly #scopes: Report['scopes'];
  readonly #reasons = new Map<string, Said & { readonly layers: Set<string>; calls: number }>();

  constructor({ scopes }: Pick<Report, 'scopes'>) {
    this.#scopes = scopes;
  }

  /** @param scope where it runs; @param calls how often, there */
  add(said: Said, scope: number | null = null, calls = 0): void {
    const key = JSON.stringify([said.kind, said.kernel, said.what]);
    const found = this.#reasons.get(key) ?? { ...said, layers: new Set<string>(), calls: 0 };
    this.#reasons.set(key, found);
    found.calls += calls;
    const row = scope === null ? undefined : this.#scopes[scope];
    if (row !== undefined) found.layers.add(rowName(row));
  }

  reasons(): readonly FitReason[] {
    const all = [...this.#reasons.values()].map(({ layers, calls, evidence, ...said }): FitReason => ({
      ...said,
      layers: [...layers],
      evidence: calls > 0 ? { ...evidence, calls } : evidence,
    }));
    return all.toSorted((a, b) => ORDER.indexOf(a.effect) - ORDER.indexOf(b.effect));
  }
}
