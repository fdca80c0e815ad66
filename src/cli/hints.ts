/** @file The command lines that a page shows: how to repeat the run, and how to come by what a report lacks. */
import type { Json } from '../core/shape.ts';
import { dashed, type Flag, type Flags } from './command.ts';
import { quoted } from './flag-values.ts';

type Given = Readonly<Record<string, unknown>>;

/** What follows a flag, once for each time that it is given. */
const textsOf = (flag: Flag, value: unknown): readonly string[] =>
  typeof value === 'string' || typeof value === 'number'
    ? [String(value)]
    : (flag.write?.(value as Json) ?? []);

/** `tfjs-flops profile ./model --batch 2`, as a shell reads it. */
function commandLine(model: string, flags: Flags, given: Given): string {
  const typed = Object.entries(flags).flatMap(([name, flag]) => {
    const value = given[name];
    if (value === undefined) return [];
    if (flag.takes === null) return [dashed(name)];
    return textsOf(flag, value).map((text) => `${dashed(name)} ${quoted(text)}`);
  });
  return ['tfjs-flops profile', quoted(model), ...typed].join(' ');
}

/**
 * @param runFlags those that say how a model runs
 * @param given the flags of the command line
 */
export function pageHints(model: string, runFlags: Flags, given: Given): Readonly<Record<string, string>> {
  const line = (more: Given): string => commandLine(model, runFlags, { ...given, ...more });
  return {
    repeat: line({}),
    times: line({ runs: undefined }),
    peaks: line({ peaks: 'on', runs: given['runs'] === 0 ? undefined : given['runs'] }),
    executed: line({ executed: true }),
  };
}
