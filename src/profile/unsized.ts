/** @file Tensors of which a size is no number: tfjs makes them where an attribute is missing, and runs on with them. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Trace } from '../core/trace.ts';

/** @throws TfjsFlopsError `unsupported-model`: the first kernel call that made one, and where */
export function refuseUnsized({ calls, entries, scopes }: Trace): void {
  const call = calls.findIndex(({ outputs }) =>
    outputs.some(({ shape }) => shape.some((size) => !Number.isSafeInteger(size) || size < 0)),
  );
  if (call < 0) return;
  const { kernel, outputs } = calls[call]!;
  const entry = entries.find((each) => each.call === call);
  const { node = null, path = [], className = '' } = scopes.find(({ id }) => id === entry?.scope) ?? {};
  const place = node ?? path.join('.');
  const where = place === '' ? '' : ` in ${node === null ? 'layer' : 'node'} "${place}" (${className})`;
  throw new TfjsFlopsError(
    'unsupported-model',
    `${kernel}${where} makes a tensor of [${outputs[0].shape.join(', ')}]: an attribute that says its size is missing or wrong`,
    { remedies: ['convert the model again'] },
  );
}
