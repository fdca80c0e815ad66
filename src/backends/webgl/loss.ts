/** @file The loss of a WebGL context. */
import type { Lose } from '../backend.ts';
import type { Gl } from './context.ts';

const LOST = 'webglcontextlost';

/** @returns stops listening */
export function watchContextLoss(gl: Gl, lose: Lose): () => void {
  const onLost = (): void => lose(LOST);
  gl.canvas?.addEventListener(LOST, onLost);
  return () => gl.canvas?.removeEventListener(LOST, onLost);
}

/** The reason, where the context is lost already: the event comes later. */
export const lossOf = (gl: Gl): string | null => (gl.isContextLost() ? LOST : null);
