/** @file Whether the page has lost its GPU: asked when a recording has ended, so that nothing of the page listens for it. */
import { hasLost } from '../backends/webgl/context.ts';
import { deviceOf } from '../backends/webgpu/device.ts';
import { foundEngine } from '../trace/engine.ts';

const LOST = 'The page lost its GPU: what it computed after that is void, and so are times.';

/** A sentence where it has. */
export async function lostGpu(): Promise<readonly string[]> {
  const backend: unknown = Reflect.get(foundEngine() ?? {}, 'backendInstance');
  if (typeof backend !== 'object' || backend === null) return [];
  const device = deviceOf(backend);
  const isLost =
    hasLost(backend) ||
    (device !== null &&
      (await Promise.race([
        device.lost.then(() => true),
        new Promise<false>((no) => setTimeout(no, 0, false)),
      ])));
  return isLost ? [LOST] : [];
}
