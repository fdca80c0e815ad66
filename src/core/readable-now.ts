/**
 * @file Whether a tensor can be read without waiting. tfjs's webgpu backend does that by way of a canvas, which in Chromium 156
 * gave zeros or lost the device, and keeps what it gave as the tensor's values: whoever reads it next would get them too.
 */

/** As far as it is used here: tfjs's, found or imported. */
export interface HoldsTensors {
  readonly state: { readonly tensorInfo: { get(dataId: object): { readonly backend: object } | undefined } };
}

/** What tfjs-backend-webgpu holds of a tensor: its values, a buffer, or two tensors that make complex numbers. */
interface Held {
  readonly values?: unknown;
  readonly resource?: unknown;
  readonly complexTensorInfos?: unknown;
}

interface DataMap {
  get(dataId: object): Held | undefined;
}

/** That of webgpu, and of tfjs-node, which has no resources. */
const mapOf = (backend: object): DataMap | undefined =>
  Reflect.get(backend, 'tensorMap') as DataMap | undefined;

export function isReadableNow(dataId: object, engine: HoldsTensors): boolean {
  const info = engine.state.tensorInfo.get(dataId);
  const held = info && mapOf(info.backend)?.get(dataId);
  if (held === undefined || (held.values ?? null) !== null) return true;
  return (held.resource ?? held.complexTensorInfos ?? null) === null;
}
