/**
 * @file Finding: layers that run more than once for the same inputs. tfjs-layers walks through the tensors of a model
 * (`execute` in engine/executor.ts), not through its layers, and applies a layer once for each of its outputs that is
 * used; `predict` and `apply` of a model alike.
 */
import { scopesAround } from '../core/scope-tree.ts';
import type { LayerRow } from '../core/report.ts';
import { writtenWork } from '../core/unit.ts';
import { count, rowName } from '../core/writing.ts';
import { namesOf, percent, rowsWhere, shareOf, sumOf, type Rule, type Unjudged } from './evidence.ts';

/** Multiply-adds beyond those that the architecture asks for; none where its model did not run. */
const surplusOf = ({ bridges }: LayerRow): number =>
  sumOf(
    bridges
      .filter(
        ({ to, quantity, fromAmount }) => to === 'counted' && quantity === 'multiplyAdds' && fromAmount > 0,
      )
      .flatMap(({ terms }) => terms)
      .filter(({ term }) => term === 'run more than once'),
    ({ amount }) => amount,
  );

/** The layer itself, or a model that it is in: that one is a layer of its model. */
function hasSeveralOutputs({ scope }: LayerRow, { scopes, scopeCalls }: Unjudged): boolean {
  const around = new Set(scope === null ? [] : scopesAround(scopes, scope));
  return scopeCalls.some((call) => around.has(call.scope) && call.outputs.length > 1);
}

export const repeatedLayer: Rule = (report) => {
  const repeated = report.layers.filter((row) => surplusOf(row) > 0 && hasSeveralOutputs(row, report));
  if (repeated.length === 0) return null;
  const names = repeated.map(rowName);
  const surplus = sumOf(repeated, surplusOf);
  const share = shareOf(surplus, report.total.counted.multiplyAdds);
  const work = writtenWork(surplus);
  return {
    rule: 'repeated-layer',
    marks: null,
    what: `${count(repeated.length, 'layer')} with several outputs (${namesOf(names)}) ran once for each: ${work.text}, ${percent(share)} of all, are repetitions.`,
    work: [work],
    cause:
      'A model of tfjs-layers runs a layer, or a model within it, anew for each of its outputs that is used.',
    remedy:
      'Leave out outputs that you do not need, call the layer itself (layer.apply gives all of them at once), or convert to a graph model, which runs each node once.',
    evidence: { layers: names, surplusMultiplyAdds: surplus, share },
    rows: rowsWhere(report, (row) => repeated.includes(row)),
  };
};
