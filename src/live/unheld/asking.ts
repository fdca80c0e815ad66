/**
 * @file Sees graph models that nobody holds when they run: tfjs-converter then asks them for a property that most of them lack
 * (3.21 to 4.22 `predict` of a model: `structuredOutputKeys`; 4.x each run of its executor: `clonedTensorsMap`). An accessor
 * where all objects look last is asked instead, and answers as if it were not there.
 */
import { watchProperties } from '../../patch/own-property.ts';

const ASKED = ['structuredOutputKeys', 'clonedTensorsMap'];

/** @param onAsked called with who asked, before or while it runs @returns what ends that */
export const watchAsking = (onAsked: (asker: object) => void): (() => void) =>
  watchProperties(ASKED, { onGet: onAsked });
