/** @file The GPU behind a WebGL context. */
import type { DeviceInfo } from '../../core/environment.ts';
import { queriesOf, type Gl } from './context.ts';

interface RendererInfo {
  readonly UNMASKED_RENDERER_WEBGL: number;
  readonly UNMASKED_VENDOR_WEBGL: number;
}

export function webglInfo(gl: Gl): DeviceInfo {
  const info = gl.getExtension('WEBGL_debug_renderer_info') as RendererInfo | null;
  const renderer = String(gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  return {
    adapter: renderer,
    adapterVendor: String(gl.getParameter(info?.UNMASKED_VENDOR_WEBGL ?? gl.VENDOR)),
    software: /swiftshader|llvmpipe|softpipe|basic render/i.test(renderer),
    timerQueries: queriesOf(gl) !== null,
  };
}
