/** @file Whether a baseline is of the same model. */
import type { Changes } from '../core/changes.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import type { LayerRow, Report } from '../core/report.ts';

const sizesOf = ({ inputs }: Report): string =>
  inputs.map(({ shape, dtype }) => `${shape.join('×')} ${dtype}`).join(', ') || 'none';

/** Whether it runs or holds something: inputs of all models have the same few names. */
const isLayer = ({ path, calls, parameters }: LayerRow): boolean =>
  path.length > 0 && (calls > 0 || parameters.total > 0);

const workOf = (rows: readonly LayerRow[]): number =>
  rows.reduce((sum, { counted }) => sum + counted.multiplyAdds, 0);

const hasLayers = ({ layers }: Report): boolean => layers.some(isLayer);

/**
 * @param name the baseline's, for errors
 * @throws TfjsFlopsError `invalid-input` for a baseline of another model, or of other inputs: nothing could be told
 */
export function checkBaseline(baseline: Report, report: Report, changes: Changes, name: string): void {
  const refuse = (what: string, remedy: string): never => {
    throw new TfjsFlopsError('invalid-input', `${name} ${what}.`, { remedies: [remedy] });
  };
  const [before, now] = [sizesOf(baseline), sizesOf(report)];
  if (before !== now)
    refuse(`was made with the inputs ${before}, and this model ran with ${now}`, 'give both the same inputs');
  if (!hasLayers(baseline) && !hasLayers(report)) return;
  const named = changes.matches.filter(({ a, by }) => by === 'name' && isLayer(baseline.layers[a]!));
  if (named.length > 0) return;
  const alike = changes.matches.filter(({ by }) => by === 'stem' || by === 'shape');
  // All layers of one model may have been renamed at once.
  const isAlike =
    2 * workOf(alike.map(({ a }) => baseline.layers[a]!)) >= workOf(baseline.layers) &&
    2 * workOf(alike.map(({ b }) => report.layers[b]!)) >= workOf(report.layers);
  if (alike.length > 0 && isAlike) return;
  refuse(
    `is of another model, ${baseline.model}: no layer of ${report.model} has the name of one of its layers`,
    'make a baseline of this model',
  );
}
