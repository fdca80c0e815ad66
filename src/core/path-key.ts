/** @file Paths as keys: rows of several columns meet by path. */

export const keyOf = (path: readonly string[]): string => JSON.stringify(path);
