/** @file XDG_RUNTIME_DIR while Dawn looks for GPUs: set, then as it was; and no line of its libraries on stderr. */
import { describe, expect, it } from 'vitest';
import { withRuntimeFolder } from '../../../src/backends/webgpu/runtime-folder.ts';
import { run } from '../../cli/run.ts';
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
  it.each(['', '/tmp'])('writes nothing to stderr with XDG_RUNTIME_DIR=%s', (folder) => {
    const words = ['profile', 'mobilenet-v2', '--image-size', '32', '--runs', '0', '--backend', 'webgpu'];
    const { code, err } = run(words, { [NAME]: folder });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
