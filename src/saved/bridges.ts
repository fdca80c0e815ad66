/** @file Bridges in a file: the residual is what is left of the difference, and those of rows that agree are not written. */
import { bridge, type Bridge } from '../core/bridge.ts';
import type { Compared } from '../core/report.ts';
import type { FileBridge } from './file.ts';
import { unusual } from './usual.ts';

export const saveBridge = ({ from, to, quantity, fromAmount, toAmount, terms }: Bridge): FileBridge => ({
  from,
  to,
  quantity,
  fromAmount,
  toAmount,
  ...(terms.length === 0
    ? {}
    : {
        terms: terms.map(
          (term) => unusual(term, { basis: 'closed-form' }) as { term: string; amount: number },
        ),
      }),
});

export const restoreBridge = ({ from, to, quantity, fromAmount, toAmount, terms = [] }: FileBridge): Bridge =>
  bridge(
    [from, to],
    quantity,
    fromAmount,
    toAmount,
    terms.map((term) => ({ basis: 'closed-form', ...term })),
  );

/**
 * Those of a row that theory derives, where nothing stands between it and the count.
 * @param ofText those of the textbook's row on the layer
 */
export function usualBridges(
  { theory, counted, parameters }: Pick<Compared, 'theory' | 'counted' | 'parameters'>,
  ofText: readonly Bridge[],
): readonly Bridge[] {
  if (theory === null) return [];
  return [
    bridge(['theory', 'counted'], 'multiplyAdds', theory.multiplyAdds, counted.multiplyAdds),
    bridge(['theory', 'counted'], 'parameters', theory.parameters.total, parameters.total),
    ...ofText,
  ];
}
