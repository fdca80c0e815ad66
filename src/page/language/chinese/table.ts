/** @file All texts of the page in Chinese, by what they are in English. The first one that fits is taken: special ones first. */
import type { Entry } from '../reader.ts';
import { DIFFERENCE } from './difference.ts';
import { FIGURES } from './figures.ts';
import { FINDINGS } from './findings.ts';
import { FIRST_RUN } from './first-run.ts';
import { LAYERS } from './layers.ts';
import { PAGE } from './page.ts';
import { REASONS } from './reasons.ts';
import { REFUSALS } from './refusals.ts';
import { SLOW } from './slow.ts';
import { SWEEP } from './sweep.ts';
import { WORDS } from './words.ts';

export const CHINESE: readonly Entry[] = [
  ...PAGE,
  ...LAYERS,
  ...FIGURES,
  ...DIFFERENCE,
  ...FINDINGS,
  ...SLOW,
  ...REASONS,
  ...REFUSALS,
  ...FIRST_RUN,
  ...SWEEP,
  ...WORDS,
];
