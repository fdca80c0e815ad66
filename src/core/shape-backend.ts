/** @file The backend whose kernels give shapes and no values. */

/** Its name, as tfjs and reports have it. */
export const SHAPE_BACKEND = 'shape';
