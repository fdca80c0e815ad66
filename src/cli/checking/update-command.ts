/** @file The command that accepts what a model costs now. */
import { dashed, type Flags } from '../command.ts';
import { quoted } from '../flag-values.ts';
import { COUNT_FLAGS } from '../running/counted.ts';
import { wordsOf } from '../words.ts';

/** With all that says which model is meant. @param flags what was given */
export function updateCommand(
  model: string,
  baseline: string,
  flags: { readonly [name: string]: unknown },
): string {
  const words = wordsOf(COUNT_FLAGS);
  const given = (Object.entries(COUNT_FLAGS) as [string, Flags[string]][]).flatMap(([name, flag]) => {
    const value = flags[name];
    if (value === undefined) return [];
    return [
      flag.takes === null ? dashed(name) : words.option({ name: flag.option ?? name, value: value as never }),
    ];
  });
  const end = model.startsWith('-') ? ['--', quoted(model)] : [];
  return [
    'tfjs-flops check',
    ...(end.length === 0 ? [quoted(model)] : []),
    `--baseline ${quoted(baseline)}`,
    ...given,
    '--update',
    ...end,
  ].join(' ');
}
