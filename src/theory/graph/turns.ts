/** @file The turns of TensorFlow 1's loops: frames in the graph itself. */
import { conditionOf } from './fate.ts';
import type { FrameLoop } from './frame-loops.ts';
import { layerOf, tensorAt, type Layer } from './result.ts';
import { DEAD, integers, type GraphTensor } from './tensor.ts';
import type { Walker } from './walker.ts';

/**
 * Runs a loop from where it is entered to its end.
 * @returns what each of its exits gives
 * @throws ReasonError where its condition is not known
 */
export function runFrameLoop(loop: FrameLoop, layer: Layer, walk: Walker): ReadonlyMap<string, GraphTensor> {
  const { body } = layer;
  const entered = layerOf(body, layer, loop.enters);
  for (const name of loop.enters) if (body.needed.has(name)) walk.evaluate(entered, name);
  let state = loop.variables.map(({ enter }) => tensorAt({ node: enter, output: 0 }, entered));
  if (state.some(({ isDead }) => isDead)) return new Map([...loop.exits.keys()].map((name) => [name, DEAD]));
  const inTurn = new Set([...loop.members].filter((name) => !loop.enters.has(name)));
  const own = loop.own.filter((name) => body.needed.has(name));
  for (let isFirst = true; ; isFirst = false) {
    walk.turn();
    const turn = layerOf(body, entered, inTurn);
    for (const [i, { merge }] of loop.variables.entries()) {
      const outputs = [state[i]!, integers([isFirst ? 0 : 1], [])];
      turn.results.set(merge, { inputs: [state[i]!], outputs, work: [] });
      walk.options.ledger.add(body.nodes.get(merge)!, [state[i]!], outputs, []);
    }
    walk.evaluate(turn, loop.condition);
    const goesOn = conditionOf(tensorAt({ node: loop.condition, output: 0 }, turn), 'LoopCond');
    for (const name of own) walk.evaluate(turn, name);
    if (!goesOn) return new Map([...loop.exits].map(([name, ref]) => [name, exitTensor(ref, turn, walk)]));
    state = loop.variables.map(({ next }) => tensorAt(next, turn));
  }
}

function exitTensor(ref: { node: string; output: number }, turn: Layer, walk: Walker): GraphTensor {
  walk.evaluate(turn, ref.node);
  return tensorAt(ref, turn);
}
