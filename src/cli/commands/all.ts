/** @file The commands, in the order of --help. */
import type { Command } from '../command.ts';
import { attach } from './attach.ts';
import { backends } from './backends.ts';
import { check } from './check.ts';
import { compare } from './compare.ts';
import { count } from './count.ts';
import { models } from './models.ts';
import { page } from './page.ts';
import { profile } from './profile.ts';
import { replay } from './replay.ts';
import { snippet } from './snippet.ts';
import { validate } from './validate.ts';
import { why } from './why.ts';

export const COMMANDS: readonly Command[] = [
  profile,
  count,
  compare,
  check,
  why,
  replay,
  page,
  attach,
  snippet,
  validate,
  models,
  backends,
];
