/**
 * @file Shapes from node to node: each is derived after all that it takes, without recursion; a loop turn by turn, as
 * long as its condition follows from constants and shapes, a function as often as it is called.
 */
import { TfjsFlopsError } from '../../core/errors.ts';
import { reason, ReasonError, reasonOf, type Reason } from '../../core/reason.ts';
import { dtype } from './attributes.ts';
import type { Body } from './body.ts';
import { callFunctions, refuseCalled } from './calls.ts';
import { dependsOnData, inLoopOrBranch, isDataDependent, takesHandle } from './control-flow.ts';
import { fateOf } from './fate.ts';
import { isLoopMerge, type FrameLoop } from './frame-loops.ts';
import { constant, fromInput, given, placeholder } from './given.ts';
import type { GraphNode, OutputRef } from './graph-def.ts';
import { layerOf, ownerOf, pathOf, tensorAt, type Layer, type NodeResult } from './result.ts';
import { written, type GraphRules } from './rule.ts';
import { runFrameLoop } from './turns.ts';
import { DEAD, unvalued, type GraphTensor } from './tensor.ts';
import type { Walker, WalkOptions } from './walker.ts';

/** Nodes, each once a turn; a second or two. */
export const MOST_STEPS = 400_000;

export class GraphWalk implements Walker {
  readonly options: WalkOptions;
  #stepsLeft = MOST_STEPS;
  /** Functions that are being called. */
  readonly active = new Set<Body>();
  /** Loops that came to their end. */
  readonly #ended = new Set<FrameLoop>();

  constructor(options: WalkOptions) {
    this.options = options;
  }

  /** @throws ReasonError where a turn more would take too long */
  turn(): void {
    this.#stepsLeft--;
    if (this.#stepsLeft < 0)
      throw new ReasonError('no-form', null, `loops: not derived: more than ${MOST_STEPS} steps`);
  }

  /** Derives all that is needed of a graph or of a function's call. */
  run(layer: Layer): void {
    const { body } = layer;
    const inLoops = new Set(body.loops.flatMap(({ members }) => [...members]));
    for (const name of body.needed) if (!inLoops.has(name)) this.evaluate(layer, name);
    for (const loop of body.loops)
      if (!this.#ended.has(loop)) this.refuse(body, loop.members, inLoopOrBranch().reason);
  }

  /** @param names of a loop, with all that they call */
  refuse(body: Body, names: Iterable<string>, why: Reason): void {
    const { ledger } = this.options;
    for (const name of names) {
      const node = body.nodes.get(name);
      if (node === undefined || !body.needed.has(name)) continue;
      ledger.refuse(node, isControl(node) && why.kind === 'dynamic' ? dependsOnData(node.op).reason : why);
      refuseCalled(node, why, this);
    }
  }

  /** @throws TfjsFlopsError `invalid-input` for a graph that runs in a circle, outside the loops that TensorFlow writes */
  evaluate(from: Layer, first: string): void {
    const stack = [{ layer: ownerOf(from, first), name: first }];
    for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
      const { layer, name } = at;
      const node = layer.body.nodes.get(name);
      if (node === undefined || layer.results.has(name)) {
        stack.pop();
        continue;
      }
      layer.open.add(name);
      const next = this.#sourcesOf(node, layer).find((source) => !ownerOf(layer, source).results.has(source));
      if (next === undefined) {
        this.#settle(node, layer);
        layer.open.delete(name);
      } else {
        const owner = ownerOf(layer, next);
        if (owner.open.has(next))
          throw new TfjsFlopsError(
            'invalid-input',
            `The graph runs in a circle: "${next}" depends on its own output.`,
          );
        stack.push({ layer: owner, name: next });
      }
    }
  }

  /** What must be known before a node; its controls too where these decide whether it runs. */
  #sourcesOf(node: GraphNode, { body, parent }: Layer): readonly string[] {
    if (body.fn === null && this.options.fed.has(node.name) && parent === null) return [];
    if (isUnread(node, body) || loopLeftBy(node, body) !== undefined) return [];
    const sources = node.inputs.map((ref) => ref.node);
    return body.conditional.has(node.name) ? [...sources, ...node.controls] : sources;
  }

  #settle(node: GraphNode, layer: Layer): void {
    const loop = loopLeftBy(node, layer.body);
    if (loop === undefined) this.#record(node, layer, this.#derive(node, layer));
    else this.#runLoop(loop, layer);
  }

  #runLoop(loop: FrameLoop, layer: Layer): void {
    const { body } = layer;
    try {
      for (const [exit, tensor] of runFrameLoop(loop, layer, this)) {
        const isDead = tensor.isDead === true;
        this.#record(body.nodes.get(exit)!, layer, {
          inputs: isDead ? [] : [tensor],
          outputs: [tensor],
          work: [],
        });
      }
      this.#ended.add(loop);
    } catch (error) {
      if (error instanceof TfjsFlopsError) throw error;
      const why = reasonOf(error);
      this.refuse(body, loop.members, why.kind === 'dynamic' ? inLoopOrBranch().reason : why);
      for (const exit of loop.exits.keys()) {
        const node = body.nodes.get(exit)!;
        const state = why.kind === 'dynamic' ? 'is dynamic' : 'is not derivable';
        const said = why.kind === 'dynamic' ? dependsOnData(node.op).reason : why;
        this.#record(node, layer, { why: said, cause: { of: pathOf(node, body), state } });
      }
    }
  }

  #record(node: GraphNode, layer: Layer, result: NodeResult): void {
    layer.results.set(node.name, result);
    const { ledger, seesOutputs } = this.options;
    if (!layer.body.needed.has(node.name)) return;
    if ('why' in result) ledger.refuse(node, result.why);
    else if (!result.outputs.every(({ isDead }) => isDead === true) || result.outputs.length === 0) {
      ledger.add(node, result.inputs, result.outputs, result.work);
      if (!ledger.isMuted) seesOutputs?.(layer.body, node, result.outputs);
    }
  }

  #derive(node: GraphNode, layer: Layer): NodeResult {
    const { body } = layer;
    const { fed, rules, seesInputs, ledger } = this.options;
    this.#stepsLeft--;
    const fedShape = body.fn === null ? fed.get(node.name) : undefined;
    if (fedShape !== undefined) return given(fromInput(unvalued(fedShape, dtype(node.attributes, 'dtype'))));
    if (node.op === 'Const') return constant(node, this.options);
    if (node.op === 'Placeholder') return placeholder(node);
    try {
      const rule = Object.hasOwn(rules, node.op) ? rules[node.op] : undefined;
      if (rule === undefined)
        throw new ReasonError('no-form', node.op, `there is no shape rule for a ${node.op}`);
      const isConditional = body.conditional.has(node.name);
      const taken = isUnread(node, body) ? [] : node.inputs.map((ref) => tensorAt(ref, layer));
      if (isConditional) {
        const fate = fateOf(taken, node, layer);
        if (fate === 'dead') return { inputs: [], outputs: [DEAD], work: [] };
        if (fate === 'unknown') throw isControl(node) ? dependsOnData(node.op) : inLoopOrBranch();
      }
      if (!ledger.isMuted) seesInputs?.(body, node, taken);
      const called = callFunctions(node, taken, body, this);
      if (called !== null) return called;
      // It says itself what it depends on.
      if (isDataDependent(node.op) || isLoopMerge(node, body.nodes) || isLost(node, body))
        throw dependsOnData(node.op);
      const inputs = taken.map((tensor, i) =>
        tensor.unknown !== undefined && takesHandle(node.op, i) ? unvalued([]) : tensor,
      );
      const unknown = inputs.find((tensor) => tensor.unknown !== undefined)?.unknown;
      if (unknown !== undefined) {
        const text = `its input shape is unknown, since ${unknown.of} ${unknown.state}`;
        return { why: reason('unknown-input', unknown.of, text), cause: unknown };
      }
      return this.#applied(rule({ ...node, inputs }), inputs);
    } catch (error) {
      if (error instanceof TfjsFlopsError) throw error;
      const why = reasonOf(error);
      const state = why.kind === 'dynamic' ? 'is dynamic' : 'is not derivable';
      return { why, cause: { of: pathOf(node, body), state } };
    }
  }

  #applied(derivation: ReturnType<GraphRules[string] & {}>, inputs: readonly GraphTensor[]): NodeResult {
    const impossible = derivation.outputs.find(
      ({ shape }) => !shape.every((size) => Number.isSafeInteger(size) && size >= 0),
    );
    if (impossible !== undefined) throw new Error(`its output would be ${written(impossible.shape)}`);
    const isFromInput = inputs.some((tensor) => tensor.isFromInput);
    for (const { values, list } of derivation.outputs)
      this.#stepsLeft -= ((values?.length ?? 0) + (list?.items.length ?? 0)) >> 5;
    const outputs = isFromInput ? derivation.outputs.map(fromInput) : derivation.outputs;
    return { ...derivation, outputs, inputs };
  }

  /** A function's call. @param args of which nothing may be known */
  call(body: Body, args: readonly GraphTensor[]): readonly GraphTensor[] {
    const { fn } = body;
    if (fn === null || this.active.has(body)) throw new Error('it calls itself');
    this.turn();
    const layer = layerOf(body);
    for (const [i, name] of fn.args.entries()) {
      const unknown = { of: name, state: 'is not given' };
      layer.results.set(name, given(args[i] ?? { ...unvalued([]), unknown }));
    }
    this.active.add(body);
    try {
      this.run(layer);
    } finally {
      this.active.delete(body);
    }
    return fn.returns.map((ref: OutputRef) => tensorAt(ref, layer));
  }
}

const CONTROL = new Set(
  'Switch Merge Enter Exit NextIteration LoopCond If StatelessIf While StatelessWhile'.split(' '),
);

const FRAMED = new Set(['Enter', 'NextIteration', 'LoopCond']);

const isControl = ({ op }: GraphNode): boolean => CONTROL.has(op);

/** Nodes whose inputs are not looked at. */
const isUnread = (node: GraphNode, { nodes }: Body): boolean =>
  isLoopMerge(node, nodes) || (isDataDependent(node.op) && !isControl(node));

/** A part of a loop that is not whole. */
const isLost = ({ op, name }: GraphNode, { loops }: Body): boolean =>
  op === 'Exit' || (FRAMED.has(op) && !loops.some(({ members }) => members.has(name)));

const loopLeftBy = (node: GraphNode, { loops }: Body): FrameLoop | undefined =>
  node.op === 'Exit' ? loops.find(({ exits }) => exits.has(node.name)) : undefined;
