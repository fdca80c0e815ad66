/** @file Loops of graph models, run by tfjs: theory = counted = the product, and what only the data decide. */
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../support/backend.ts';
import { filesOf, profiled } from '../../../load/graphs/build.ts';
import { LOOP_CASES } from './cases.ts';

beforeAll(() => useBackend('cpu'));

describe('loops whose turns follow from constants and shapes', () => {
  it.each(LOOP_CASES)('$name', async ({ graph, multiplyAdds }) => {
    const report = await profiled(filesOf(graph));
    expect({
      counted: report.total.counted.multiplyAdds,
      theory: report.total.theory?.multiplyAdds,
      residual: report.total.residual,
      why: report.layers.flatMap(({ path, why }) => (why === null ? [] : [[path.join('/'), why.text]])),
      findings: report.findings.filter(({ rule }) => rule === 'data-dependent').map(({ what }) => what),
    }).toEqual({ counted: multiplyAdds, theory: multiplyAdds, residual: 0, why: [], findings: [] });
  });
});
