/** @file What a report calls the models that ran. */
import { saysNothing } from '../core/title.ts';
import { isLayersModel } from '../trace/layers-model.ts';
import type { ModelLike } from '../trace/tracer.ts';

/** `sequential_1`, `model3`: tfjs counts models that nobody named. */
const MADE_UP = /^(?:sequential|model|functional)_?\d*$/;

const NAMES_SHOWN = 3;

/**
 * The title of a workload; where that is a folder or file called `models`, the models' own names.
 * @param models those that are in no other one
 */
export function titleFrom(title: string, models: readonly ModelLike[]): string {
  if (!saysNothing(title)) return title;
  const names = [...new Set(models.filter(isLayersModel).map(({ name }) => name))].filter(
    (name) => !MADE_UP.test(name),
  );
  const more = names.length - NAMES_SHOWN;
  if (names.length === 0) return title;
  return [...names.slice(0, NAMES_SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
