/** @file What counts any model from shapes: a module may need all of tfjs. */
export { workloadOf } from '../../load/model-spec.ts';
export { countShapes } from '../../profile/count-shapes.ts';
export { loadQuietly } from '../running/start.ts';
