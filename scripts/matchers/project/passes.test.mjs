import { matchers } from 'tfjs-flops/vitest';
import { leaky, odd, tidy, wider } from './reports.mjs';

expect.extend(matchers);

test('a model within its budget', () => {
  expect(tidy).toFitBudget({ maxMultiplyAdds: 3 * 2, maxLeakedTensors: 0 });
  expect(tidy).toFitBudget({}, tidy);
  expect(tidy).toRunNoKernel('Tile');
  expect(tidy).toHaveNoUnknownKernel();
  expect(tidy).toLeakNoTensor();
  expect(tidy).toCostAtMost({ multiplyAdds: 3 * 2, layers: { dense: 3 * 2 } });
});

test('models that are not', () => {
  expect(wider).not.toFitBudget({}, tidy);
  expect(leaky).not.toRunNoKernel('Tile');
  expect(odd).not.toHaveNoUnknownKernel();
  expect(leaky).not.toLeakNoTensor();
  expect(wider).not.toCostAtMost({ multiplyAdds: 3 * 2 });
});
