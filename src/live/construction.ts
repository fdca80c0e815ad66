/**
 * @file Sees models as they are made, where a page's scripts have not run yet and no class is known: their constructors assign
 * to properties that are theirs alone (tfjs-converter 2 to 4: `modelUrl`; tfjs-layers: `inputLayers`).
 */
import { setOwn, undoAll } from '../patch/own-property.ts';

const ASSIGNED = ['modelUrl', 'inputLayers'];

/** @param onMade called before the model is complete @returns what ends that */
export function watchConstruction(onMade: (model: object) => void): () => void {
  const undo = ASSIGNED.map((name) =>
    setOwn(Object.prototype, name, {
      enumerable: false,
      get: () => undefined,
      set(this: unknown, value: unknown) {
        // What an assignment does where no one looks.
        Reflect.defineProperty(Object(this), name, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
        onMade(Object(this));
      },
    }),
  );
  return () => undoAll(undo);
}
