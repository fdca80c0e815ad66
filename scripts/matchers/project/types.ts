// Compiles with the declarations of each runner in the place of the first line.
import { expect } from 'vitest';
import { count } from 'tfjs-flops';
import { matchers } from 'tfjs-flops/vitest';

expect.extend(matchers);
const report = count(() => null);
expect(report).toFitBudget({ maxMultiplyAdds: '320M', maxLeakedTensors: 0 }, report);
expect(report).toRunNoKernel('Tile');
expect(report).not.toHaveNoUnknownKernel();
expect(report).toLeakNoTensor();
expect(report).toCostAtMost({ layers: { 'encoder/**': '50M' } });
export const waits: Promise<void> = expect(Promise.resolve(report)).resolves.toLeakNoTensor();

// Matchers that were not declared would make everything `any`, in which no mistake shows.
// @ts-expect-error a kernel has a name
expect(report).toRunNoKernel(3);
// @ts-expect-error there is no such limit
expect(report).toFitBudget({ maxFlops: 3 });
// @ts-expect-error there is no such matcher
expect(report).toLeakNoTensors();
