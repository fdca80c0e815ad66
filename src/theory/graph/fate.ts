/** @file Whether a node in a loop or a branch runs. */
import { dependsOnData } from './control-flow.ts';
import type { GraphNode } from './graph-def.ts';
import { ownerOf, type Layer, type NodeResult } from './result.ts';
import { ReasonError } from '../../core/reason.ts';
import { isKnown, type GraphTensor } from './tensor.ts';

const isDead = (result: NodeResult | undefined): boolean =>
  result !== undefined &&
  !('why' in result) &&
  result.outputs.length > 0 &&
  result.outputs.every((tensor) => tensor.isDead);

const isDynamic = (result: NodeResult | undefined): boolean =>
  result !== undefined && 'why' in result && result.cause.state === 'is dynamic';

/** @param taken what it takes */
export function fateOf(
  taken: readonly GraphTensor[],
  node: GraphNode,
  layer: Layer,
): 'dead' | 'unknown' | 'runs' {
  if (node.op === 'Merge') return taken.some(({ unknown }) => unknown !== undefined) ? 'unknown' : 'runs';
  const controls = node.controls.map((name) => ownerOf(layer, name).results.get(name));
  if (taken.some((tensor) => tensor.isDead) || controls.some(isDead)) return 'dead';
  if (taken.some(({ unknown }) => unknown?.state === 'is dynamic') || controls.some(isDynamic))
    return 'unknown';
  return 'runs';
}

/** The value of a condition. @throws ReasonError that says why it is not known */
export function conditionOf(tensor: GraphTensor | undefined, op: string): boolean {
  if (tensor !== undefined && isKnown(tensor) && tensor.values.length === 1) return tensor.values[0] !== 0;
  if (tensor?.isFromInput === true || tensor?.unknown?.state === 'is dynamic') throw dependsOnData(op);
  const why =
    tensor?.unknown === undefined
      ? 'the values that its condition reads are not known'
      : `its condition is not known, since ${tensor.unknown.of} ${tensor.unknown.state}`;
  throw new ReasonError('no-form', op, `loops: not derived: ${why}`);
}
