import { matchers } from 'tfjs-flops/vitest';
import { leaky, odd, tidy, wider } from './reports.mjs';

expect.extend(matchers);

test('a layer is wider', () => {
  expect(wider).toFitBudget({}, tidy);
});
test('Tile runs', () => {
  expect(leaky).toRunNoKernel('Tile');
});
test('a kernel is unknown', () => {
  expect(odd).toHaveNoUnknownKernel();
});
test('a layer leaks', () => {
  expect(leaky).toLeakNoTensor();
});
test('a layer costs more', () => {
  expect(wider).toCostAtMost({ layers: { dense: 3 * 2 } });
});
test('a mistake', () => {
  expect(tidy).toRunNoKernel('Tille');
});
test('passes where it must not', () => {
  expect(tidy).not.toLeakNoTensor();
});
