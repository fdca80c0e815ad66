/** @file The theory of graphs reads text: it works in a process where importing tfjs fails. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { noRealModels, realFolder } from '../../support/real-models.ts';
import { REAL_MODELS } from './models.ts';

const CHILD = fileURLToPath(new URL('alone.ts', import.meta.url));

/** A module hook that refuses all of tfjs, as a module. */
const asModule = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
const HOOK = asModule(`
  export function resolve(specifier, context, next) {
    if (specifier.startsWith('@tensorflow/')) throw new Error('refused: ' + specifier);
    return next(specifier, context);
  }`);
const REGISTER = asModule(`import { register } from 'node:module'; register(${JSON.stringify(HOOK)});`);

it('derives without tfjs', () => {
  const folder = noRealModels ? [] : [realFolder('hf-bert-tiny')];
  const printed = execFileSync(
    process.execPath,
    ['--import', 'tsx', '--import', REGISTER, CHILD, ...folder],
    { encoding: 'utf8' },
  );
  const bert = REAL_MODELS.find(({ name }) => name === 'hf-bert-tiny')?.multiplyAdds;
  expect(JSON.parse(printed)).toEqual({
    isRefused: true,
    small: 3 * 5 * 4,
    real: noRealModels ? null : bert,
  });
});
