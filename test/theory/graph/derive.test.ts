/** @file Every rule of a graph's ops against tfjs: the shapes that it gives, and its multiply-adds as products. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { isDataDependent } from '../../../src/theory/graph/control-flow.ts';
import { deriveGraphRows } from '../../../src/theory/graph/derive.ts';
import { GRAPH_RULES } from '../../../src/theory/graph/ops/table.ts';
import { GRAPH_CASES } from './cases.ts';
import { graphFailures } from './failures.ts';
import { opsIn } from './loops/build.ts';
import { LOOP_CASES } from './loops/cases.ts';

beforeAll(() => tf.setBackend('cpu'));

/**
 * `Print` prints; tfjs gives no list back of which one was popped, closes arrays without a trace, and splits into one
 * only where it is told no shape that it needs.
 */
const UNTRIED = new Set(['Print', 'TensorListPopBack', 'TensorArrayCloseV3', 'TensorArraySplitV3']);

/** Tables run asynchronously and strings are no zeros: test/load/graphs/resources.test.ts tries these. */
const TRIED_AS_FILES = [
  ...['HashTable', 'LookupTableFind', 'LookupTableSize'].flatMap((op) => [op, `${op}V2`]),
  'StringToHashBucketFast',
];

describe('graph ops', () => {
  it('derive the shapes that tfjs gives, and the multiply-adds', () => {
    expect(graphFailures((architecture) => deriveGraphRows(architecture))).toEqual([]);
    console.log(`graph ops: ${GRAPH_CASES.length} small graphs agree with tfjs`);
  });

  it('are all tried by a case', () => {
    const tried = new Set([
      ...TRIED_AS_FILES,
      ...LOOP_CASES.flatMap(({ graph }) => opsIn(graph)),
      ...GRAPH_CASES.flatMap(({ nodes }) => nodes.map(({ op }) => op)),
    ]);
    const rules = Object.keys(GRAPH_RULES).filter((op) => !isDataDependent(op) && !UNTRIED.has(op));
    expect(rules.filter((op) => !tried.has(op))).toEqual([]);
  });
});
