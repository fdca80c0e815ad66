/** @file A function that makes or loads a model and returns it: what is counted then is nothing, and the report would say so in zeros. */
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import { isModel } from '../trace/roots.ts';

/** @throws TfjsFlopsError `invalid-input` for a model, which a function makes or loads and does not run */
export function refuseModel(returned: unknown): void {
  if (!isModel(returned)) return;
  throw new TfjsFlopsError(
    'invalid-input',
    `the function returned ${received(returned)}, a model that it does not run`,
    { remedies: ['give the model itself', 'write () => model.predict(x)'] },
  );
}
