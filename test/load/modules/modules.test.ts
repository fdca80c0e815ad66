/** @file Modules that make, import, re-export or only run a model, opened again and again by Node itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TSX } from '../../cli/run.ts';
import type { Opened } from './open.ts';

const [inputs, units] = [4, 3];
const tfjs = JSON.stringify(import.meta.resolve('@tensorflow/tfjs'));
const required = JSON.stringify(createRequire(import.meta.url).resolve('@tensorflow/tfjs'));
const dense = `tf.sequential({ layers: [tf.layers.dense({ units: ${units}, inputShape: [${inputs}], useBias: false })] })`;
const esm = `import * as tf from ${tfjs};\n`;
const cjs = `const tf = require(${required});\n`;
const run = `export default () => tf.tidy(() => model.predict(tf.ones([1, ${inputs}])));\n`;

const RIGHT: Readonly<Record<string, string>> = {
  'made.mjs': `${esm}export default ${dense};\n`,
  'imported.mjs': `import model from './made.mjs';\nexport default model;\n`,
  'twice.mjs': `import model from './made.mjs';\nexport default model;\nexport const models = [model, model];\n`,
  're-exported.mjs': `export { default } from './made.mjs';\n`,
  'through-two.mjs': `export { default } from './re-exported.mjs';\n`,
  'promised.mjs': `export default import('./made.mjs').then((module) => module.default);\n`,
  'listed.mjs': `${esm}import model from './re-exported.mjs';\nexport const models = [model];\n${run}`,
  'unlisted.mjs': `${esm}import model from './made.mjs';\n${run}export const dispose = () => model.dispose();\n`,
  'disposing.mjs': `import model from './made.mjs';\nexport default model;\nexport const dispose = () => model.dispose();\n`,
  'made.cjs': `${cjs}module.exports = ${dense};\n`,
  'required.cjs': `module.exports = require('./made.cjs');\n`,
  'named.cjs': `${cjs}exports.default = ${dense};\n`,
  'of-cjs.mjs': `import model from './made.cjs';\nexport default model;\n`,
  'typed.ts': `${esm}const units: number = ${units};\nexport default ${dense.replace(`units: ${units}`, 'units')};\n`,
};
const WRONG: Readonly<Record<string, readonly [string, RegExp]>> = {
  'throwing.mjs': [
    "throw new Error('no weights');\n",
    /throwing\.mjs failed while it was imported: no weights\. Run it by itself/,
  ],
  'imports-none.mjs': [
    "export { default } from './none.mjs';\n",
    /imports-none\.mjs failed while it was imported: Cannot find module/,
  ],
  'a-factory.mjs': [
    `${esm}export default async () => ${dense};\n`,
    /returned a Sequential, a model that it does not run\. Give the model itself/,
  ],
  'one-model.mjs': [
    `${esm}export const models = ${dense};\nexport default () => 0;\n`,
    /models must be an array of LayersModels and GraphModels, got a Sequential/,
  ],
  'flat-inputs.mjs': [
    'export const inputs = [1, 4];\nexport default (x) => x;\n',
    /inputs must hold a shape for each input, got \[1, 4\]\. Write inputs: \[\[1, 4\]\]/,
  ],
  'no-dispose.mjs': [
    `${esm}export const dispose = 3;\nexport default ${dense};\n`,
    /dispose of .*no-dispose\.mjs must be a function, got 3\. Leave it out/,
  ],
  'failing-end.mjs': [
    `${esm}export const dispose = () => { throw new Error('twice'); };\nexport default ${dense};\n`,
    /dispose\(\) of .*failing-end\.mjs failed: twice/,
  ],
  'empty.cjs': ['\n', /empty\.cjs has nothing|empty\.cjs|Expected a LayersModel/],
};

let folder: string;
let outcomes: Readonly<Record<string, Opened>>;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-modules-'));
  const wrong = Object.entries(WRONG).map(([name, [text]]) => [name, text] as const);
  const files = [...Object.entries(RIGHT), ...wrong];
  for (const [name, text] of files) writeFileSync(at(name), text);
  const script = fileURLToPath(new URL('open.ts', import.meta.url));
  const words = [script, ...files.map(([name]) => at(name))];
  const printed = execFileSync(TSX, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  outcomes = JSON.parse(printed.trim().split('\n').at(-1)!) as Record<string, Opened>;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a module', () => {
  it.each(Object.keys(RIGHT))(
    '%s: three profiles and two backends, the same counts, no tensor left',
    (name) => {
      expect(outcomes[at(name)]).toEqual({
        multiplyAdds: Array.from({ length: 3 + 2 }, () => inputs * units),
        differences: 0,
        left: 0,
      });
    },
  );

  it.each(Object.entries(WRONG))('%s: one sentence', (name, [, sentence]) => {
    expect(outcomes[at(name)]).toEqual({ error: expect.stringMatching(sentence) });
  });
});
