/** @file What each pass leaves behind, in a file. */
import { NO_LEAKS, type Leaks } from '../core/leaks.ts';
import type { FileLeaks } from './file.ts';
import { isSame, maybe, unusual } from './usual.ts';

export const saveLeaks = (leaks: Leaks): FileLeaks | null =>
  isSame(leaks, NO_LEAKS)
    ? null
    : {
        tensors: leaks.tensors,
        bytes: leaks.bytes,
        ...maybe('why', leaks.why),
        ...unusual(
          {
            makers: leaks.makers.map(({ scope, kernel, isKept, tensors, bytes }) => ({
              scope,
              ...maybe('kernel', kernel),
              ...(isKept ? { isKept } : {}),
              ...unusual({ tensors }, { tensors: 1 }),
              bytes,
            })),
          },
          { makers: [] },
        ),
      };

export const restoreLeaks = (saved: FileLeaks | undefined): Leaks =>
  saved === undefined
    ? NO_LEAKS
    : {
        tensors: saved.tensors,
        bytes: saved.bytes,
        why: saved.why ?? null,
        makers: (saved.makers ?? []).map(({ scope, kernel = null, isKept = false, tensors = 1, bytes }) => ({
          scope,
          kernel,
          isKept,
          tensors,
          bytes,
        })),
      };
