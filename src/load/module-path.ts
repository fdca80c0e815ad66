/** @file Which words name a module: known before any of tfjs is loaded. */

/** The end of a module's file name. */
export const MODULE = /\.[cm]?[jt]s$/;

export const isModulePath = (text: string): boolean => MODULE.test(text) && !/^https?:/.test(text);
