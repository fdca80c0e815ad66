/** @file What we use of WebGL and of tfjs-backend-webgl, which TypeScript only describes together with the whole DOM. */

/** Begins, ends and reads queries: the context of WebGL 2, an extension of WebGL 1. */
export interface Queries {
  create(): object;
  begin(query: object): void;
  end(): void;
  isAvailable(query: object): boolean;
  /** Whether one is open, whoever began it: they cannot nest. */
  isOpen(): boolean;
  /** Nanoseconds. */
  result(query: object): number;
  remove(query: object): void;
  /** Whether times since the last call are void; the call clears that. */
  isDisjoint(): boolean;
}

interface TimerExtension1 {
  readonly TIME_ELAPSED_EXT: number;
  readonly GPU_DISJOINT_EXT: number;
  readonly QUERY_RESULT_EXT: number;
  readonly QUERY_RESULT_AVAILABLE_EXT: number;
  readonly CURRENT_QUERY_EXT: number;
  createQueryEXT(): object;
  getQueryEXT(target: number, name: number): unknown;
  beginQueryEXT(target: number, query: object): void;
  endQueryEXT(target: number): void;
  getQueryObjectEXT(query: object, name: number): unknown;
  deleteQueryEXT(query: object): void;
}

export interface Gl {
  readonly canvas?: EventTarget;
  readonly VENDOR: number;
  readonly RENDERER: number;
  readonly FRAMEBUFFER: number;
  readonly RGBA: number;
  readonly FLOAT: number;
  getExtension(name: string): unknown;
  getParameter(name: number): unknown;
  isContextLost(): boolean;
  isBuffer(buffer: object): boolean;
  bindFramebuffer(target: number, framebuffer: object): void;
  readPixels(
    x: number,
    y: number,
    width: number,
    height: number,
    format: number,
    type: number,
    into: Float32Array,
  ): void;
}

interface Gl2 extends Gl {
  readonly QUERY_RESULT: number;
  readonly QUERY_RESULT_AVAILABLE: number;
  readonly CURRENT_QUERY: number;
  createQuery(): object;
  getQuery(target: number, name: number): unknown;
  beginQuery(target: number, query: object): void;
  endQuery(target: number): void;
  getQueryParameter(query: object, name: number): unknown;
  deleteQuery(query: object): void;
}

/** tfjs-backend-webgl 4.22, as far as it is used here. */
export interface WebglBackend {
  /** Set while tf.time() or tf.profile() times programs itself: queries cannot nest. */
  readonly activeTimers?: unknown;
  readonly gpgpu: {
    readonly gl: Gl;
    /** Has the last program's output attached. */
    readonly framebuffer: object;
    /** Is bound when the context is made. */
    readonly vertexBuffer?: object;
    executeProgram: () => void;
  };
}

/** `null` where this tfjs-backend-webgl shows no context that can be patched. */
export function webglOf(current: object): WebglBackend | null {
  const { gpgpu } = current as { gpgpu?: Partial<WebglBackend['gpgpu']> };
  const isKnown = gpgpu?.gl !== undefined && typeof gpgpu.executeProgram === 'function';
  return isKnown ? (current as WebglBackend) : null;
}

export const glOf = (current: object): Gl | null => webglOf(current)?.gpgpu.gl ?? null;

/** Whether what the backend has put on the GPU is gone: its context may have been given back, empty. */
export function hasLost(current: object): boolean {
  const gpgpu = webglOf(current)?.gpgpu;
  if (gpgpu === undefined) return false;
  const { gl, vertexBuffer } = gpgpu;
  return gl.isContextLost() || (vertexBuffer !== undefined && !gl.isBuffer(vertexBuffer));
}

/** `null` without the extension: EXT_disjoint_timer_query_webgl2, or EXT_disjoint_timer_query of WebGL 1. */
export function queriesOf(gl: Gl): Queries | null {
  const extension2 = gl.getExtension('EXT_disjoint_timer_query_webgl2');
  if (extension2 !== null) return queriesOf2(gl as Gl2, extension2 as TimerExtension1);
  const extension1 = gl.getExtension('EXT_disjoint_timer_query');
  return extension1 === null ? null : queriesOf1(gl, extension1 as TimerExtension1);
}

const queriesOf2 = (
  gl: Gl2,
  ext: Pick<TimerExtension1, 'TIME_ELAPSED_EXT' | 'GPU_DISJOINT_EXT'>,
): Queries => ({
  create: () => gl.createQuery(),
  begin: (query) => gl.beginQuery(ext.TIME_ELAPSED_EXT, query),
  end: () => gl.endQuery(ext.TIME_ELAPSED_EXT),
  isOpen: () => gl.getQuery(ext.TIME_ELAPSED_EXT, gl.CURRENT_QUERY) !== null,
  isAvailable: (query) => gl.getQueryParameter(query, gl.QUERY_RESULT_AVAILABLE) === true,
  result: (query) => Number(gl.getQueryParameter(query, gl.QUERY_RESULT)),
  remove: (query) => gl.deleteQuery(query),
  isDisjoint: () => gl.getParameter(ext.GPU_DISJOINT_EXT) === true,
});

const queriesOf1 = (gl: Gl, ext: TimerExtension1): Queries => ({
  create: () => ext.createQueryEXT(),
  begin: (query) => ext.beginQueryEXT(ext.TIME_ELAPSED_EXT, query),
  end: () => ext.endQueryEXT(ext.TIME_ELAPSED_EXT),
  isOpen: () => ext.getQueryEXT(ext.TIME_ELAPSED_EXT, ext.CURRENT_QUERY_EXT) !== null,
  isAvailable: (query) => ext.getQueryObjectEXT(query, ext.QUERY_RESULT_AVAILABLE_EXT) === true,
  result: (query) => Number(ext.getQueryObjectEXT(query, ext.QUERY_RESULT_EXT)),
  remove: (query) => ext.deleteQueryEXT(query),
  isDisjoint: () => gl.getParameter(ext.GPU_DISJOINT_EXT) === true,
});
