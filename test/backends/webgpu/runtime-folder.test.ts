/** @file XDG_RUNTIME_DIR while Dawn looks for GPUs: set, then as it was; and no line of its libraries on stderr. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withRuntimeFolder } from '../../../src/backends/webgpu/runtime-folder.ts';
import { run } from '../../cli/process.ts';
import { skipsWebgpu } from '../../support/webgpu.ts';

const NAME = 'XDG_RUNTIME_DIR';

describe.skipIf(process.platform !== 'linux')('the folder', () => {
  it.each([undefined, '', 'relative'])('is set where it is %j, and put back', (before) => {
    const env: NodeJS.ProcessEnv = before === undefined ? {} : { [NAME]: before };
    const copy = { ...env };
    expect(withRuntimeFolder(() => env[NAME], env)).toMatch(/^\/run\/user\/\d+$/);
    expect(env).toEqual(copy);
    const failing = (): never => {
      throw new Error('planted');
    };
    expect(() => withRuntimeFolder(failing, env)).toThrow('planted');
    expect(env).toEqual(copy);
  });

  it('is left as it is where it is known', () => {
    const env = { [NAME]: '/run/user/7' };
    expect(withRuntimeFolder(() => env[NAME], env)).toBe('/run/user/7');
  });
});

// Where Mesa's Vulkan drivers are installed, libwayland would write two lines for each look.
describe.skipIf(skipsWebgpu)('the command line', () => {
  const file = mkdtempSync(join(tmpdir(), 'tfjs-flops-test-'));
  const layers = [{ class_name: 'Dense', config: { units: 2, batch_input_shape: [null, 3] } }];
  const modelTopology = { class_name: 'Sequential', config: { layers } };
  writeFileSync(join(file, 'model.json'), JSON.stringify({ modelTopology, weightsManifest: [] }));
  afterAll(() => rmSync(file, { recursive: true }));

  it.each(['', '/tmp'])('writes nothing to stderr with XDG_RUNTIME_DIR=%s', (folder) => {
    const words = ['profile', file, '--no-weights', '--runs', '0', '--backend', 'webgpu'];
    const { code, err } = run(words, { [NAME]: folder });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
