/** @file The width of text where nobody says otherwise: it holds all columns of a usual table. */
export const DEFAULT_WIDTH = 95;
