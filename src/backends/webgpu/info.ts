/** @file The GPU behind a WebGPU adapter or device. */
import { known, type DeviceInfo } from '../../core/environment.ts';
import { isNullAdapter, type GpuAdapterInfo, type GpuFeatures } from './device.ts';

/** Browsers leave out what would tell users apart. */
const unlessEmpty = (text: string): string | undefined => (text === '' ? undefined : text);

/** Adapters that the processor plays; not all browsers say that they are fallbacks. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

export function webgpuInfo(info: GpuAdapterInfo | undefined, features: GpuFeatures): DeviceInfo {
  const timestamps = { timestampQuery: features.has('timestamp-query') };
  if (info === undefined) return timestamps;
  const { vendor, architecture, device, description } = info;
  return known<DeviceInfo>({
    adapter: unlessEmpty(description || device),
    adapterVendor: unlessEmpty(vendor),
    adapterArchitecture: unlessEmpty(architecture),
    software: info.isFallbackAdapter === true || SOFTWARE.test(`${architecture} ${device} ${description}`),
    outputsNote: isNullAdapter(info) ? 'garbage: the null adapter computes nothing' : undefined,
    ...timestamps,
  });
}
