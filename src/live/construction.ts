/**
 * @file Sees models as they are made, where a page's scripts have not run yet and no class is known: their constructors assign
 * to properties that are theirs alone (tfjs-converter 2 to 4: `modelUrl`; tfjs-layers: `inputLayers`).
 */
import { watchProperties } from '../patch/own-property.ts';

const ASSIGNED = ['modelUrl', 'inputLayers'];

/** @param onMade called before the model is complete @returns what ends that */
export const watchConstruction = (onMade: (model: object) => void): (() => void) =>
  watchProperties(ASSIGNED, { onSet: onMade });
