/** @file speedscope's files against the schema that its package ships, and the sums that its flame graph shows. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { fail, type Amount, type Read } from './expected.ts';

interface Profile {
  readonly type: string;
  readonly name: string;
  readonly unit: string;
  readonly startValue: number;
  readonly endValue: number;
  readonly samples: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

interface SpeedscopeFile {
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly Profile[];
}

const require = createRequire(import.meta.url);
export const SPEEDSCOPE = join(dirname(require.resolve('speedscope/package.json')), 'dist/release');
const schema = JSON.parse(readFileSync(join(SPEEDSCOPE, 'file-format-schema.json'), 'utf8')) as object;
const isValid = new Ajv({ strict: false }).compile(schema);

/** Rounding of sums of doubles. */
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));

export function profilesOf(
  text: string,
): readonly (Profile & { readonly stacks: readonly (readonly string[])[] })[] {
  const file = JSON.parse(text) as SpeedscopeFile;
  if (!isValid(file)) fail(`not by the schema: ${JSON.stringify(isValid.errors?.slice(-1))}`);
  return file.profiles.map((profile) => {
    const { samples, weights, startValue, endValue } = profile;
    if (profile.type !== 'sampled') fail('not sampled');
    if (samples.length !== weights.length) fail(`${samples.length} stacks and ${weights.length} weights`);
    const sum = weights.reduce((all, weight) => all + weight, 0);
    if (!isNear(endValue - startValue, sum)) fail(`ends at ${endValue}, and the weights are ${sum}`);
    const stacks = samples.map((stack) =>
      stack.map((frame) => file.shared.frames[frame]?.name ?? fail(`no frame ${frame}`)),
    );
    // The model, groups and the layer, each of which has the name of the one around it in front of its own; the kernel.
    for (const [, ...around] of stacks)
      for (const [i, name] of around.slice(1, -1).entries())
        if (!name.startsWith(around[i]!)) fail(`${name} in ${around[i]}`);
    return { ...profile, stacks };
  });
}

/** Of the first profile: a layer is what the kernel at the end of a stack ran in. */
export function readSpeedscope(text: string): Read {
  const [work] = profilesOf(text);
  if (work === undefined || work.unit !== 'none' || !/^(?:multiply-adds|FLOPs)\b/.test(work.name))
    return fail('no profile of counts');
  const amounts = work.stacks.map((stack, i): Amount => ({ name: stack.at(-2)!, amount: work.weights[i]! }));
  return { amounts, total: work.endValue };
}
