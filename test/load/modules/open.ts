/** @file A process that profiles modules, each several times and on two backends, as Node itself imports them. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { compareBackends, profile } from '../../../src/index.ts';
import { moduleWorkload } from '../../../src/load/index.ts';

/** What came of one module: multiply-adds of each report, tensors left, or the error. */
export type Opened =
  | { readonly multiplyAdds: readonly number[]; readonly differences: number; readonly left: number }
  | { readonly error: string };

async function opened(path: string): Promise<Opened> {
  try {
    const multiplyAdds: number[] = [];
    await tf.setBackend('cpu');
    const { numTensors } = tf.memory();
    for (let time = 0; time < 3; time++) {
      const { total } = await profile(await moduleWorkload(path), { runs: 0 });
      if (total.residual !== 0) throw new Error(`residual ${total.residual}`);
      multiplyAdds.push(total.counted.multiplyAdds);
    }
    const left = tf.memory().numTensors - numTensors;
    const { candidates, agreement } = await compareBackends(await moduleWorkload(path), ['cpu', 'wasm'], {
      runs: 0,
    });
    multiplyAdds.push(...candidates.map(({ report }) => report.total.counted.multiplyAdds));
    return { multiplyAdds, differences: agreement?.differences.length ?? -1, left };
  } catch (error) {
    return { error: String(error) };
  }
}

const outcomes: Record<string, Opened> = {};
for (const path of process.argv.slice(2)) outcomes[path] = await opened(path);
console.log(JSON.stringify(outcomes));
