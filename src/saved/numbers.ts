/** @file Numbers and shapes of a saved report. */

/** The index of an item in another list of the file, from 0. @asType integer @minimum 0 */
export type Index = number;
/** @asType integer @minimum 0 */
export type Count = number;

/** @minimum 0 */
export type Milliseconds = number;
/** A shape: sizes, outermost first. */
export type Sizes = readonly Count[];
