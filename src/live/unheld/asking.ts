/**
 * @file Sees graph models that nobody holds when they run: tfjs-converter then asks them for a property that most of them lack
 * (3.21 to 4.22 `predict` of a model: `structuredOutputKeys`; 4.x each run of its executor: `clonedTensorsMap`). An accessor
 * where all objects look last is asked instead, and answers as if it were not there.
 */
import { setOwn, undoAll } from '../../patch/own-property.ts';

const ASKED = ['structuredOutputKeys', 'clonedTensorsMap'];

/** @param onAsked called with who asked, before or while it runs @returns what ends that */
export function watchAsking(onAsked: (asker: object) => void): () => void {
  const undo = ASKED.map((name) =>
    setOwn(Object.prototype, name, {
      enumerable: false,
      get(this: unknown) {
        if (typeof this === 'object' && this !== null) onAsked(this);
        return undefined;
      },
      set(this: unknown, value: unknown) {
        // What an assignment does where no one looks.
        Reflect.defineProperty(Object(this), name, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      },
    }),
  );
  return () => undoAll(undo);
}
