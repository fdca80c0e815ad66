/** @file Something happens inside a kernel of the cpu backend. */
import { kernelRegistry } from '../../src/trace/registry.ts';

/** Calls `act` inside the n-th kernel from now on. @returns what ends that, and how many kernels ran */
export function atKernel(n: number, act: () => void): { end(): number } {
  let ran = 0;
  const undo = [...kernelRegistry().values()]
    .filter(({ backendName }) => backendName === 'cpu')
    .map((config) => {
      const { kernelFunc } = config;
      config.kernelFunc = (params) => {
        if (++ran === n) act();
        return kernelFunc(params);
      };
      return () => (config.kernelFunc = kernelFunc);
    });
  return {
    end() {
      for (const restore of undo) restore();
      return ran;
    },
  };
}
