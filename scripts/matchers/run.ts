/**
 * @file The matchers of the packed package in vitest and in jest, as a user installs them: tests that pass pass, those that
 * fail print what is in `vitest.txt` and `jest.txt` here, and the types of each runner know them.
 *
 *     tsx scripts/matchers/run.ts TARBALL    `UPDATE_GOLDEN=1` writes the two files anew
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '../..');

/** What they print is another thing in each version. */
const JEST = ['jest@30.5.2', '@jest/globals@30.5.2', '@types/jest@30.0.0'];

interface Runner {
  readonly name: 'vitest' | 'jest';
  /** Arguments of node, the file that is run last. */
  readonly args: readonly string[];
  /** Where the part of its output that is about failed tests begins, and what may follow it. */
  readonly begins: RegExp;
  readonly ends: RegExp;
}

const RUNNERS: readonly Runner[] = [
  {
    name: 'vitest',
    args: ['node_modules/vitest/vitest.mjs', 'run', '--globals', '--reporter=default'],
    begins: /^.*Failed Tests/m,
    ends: /^ *Test Files /m,
  },
  {
    name: 'jest',
    args: [
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
      '--reporters=default',
      '--ci',
      '--silent',
    ],
    begins: /^ *● /m,
    ends: /^Test Suites:/m,
  },
];

/** A colour, or another sequence that moves the cursor. */
// oxlint-disable-next-line no-control-regex -- it is what terminals take
const ESCAPE = /\u001B\[[\d;]*[A-Za-z]/g;

/** Without places on this machine or in our own code, and times. */
const normal = (text: string, folder: string): string =>
  text
    .replaceAll(`${folder}/`, '')
    .replaceAll(/^.*node_modules\/.*\n/gm, '')
    .replaceAll(/ \(?\d+(?:\.\d+)? ?m?s\)?$/gm, '')
    .replaceAll(/[ \t]+$/gm, '')
    .trimEnd();

function run(
  folder: string,
  { args }: Runner,
  file: string,
): { readonly code: number | null; readonly text: string } {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', NODE_NO_WARNINGS: '1' };
  // In a workflow they write annotations besides.
  for (const name of ['GITHUB_ACTIONS', 'FORCE_COLOR', 'NODE_OPTIONS', 'VITEST']) delete env[name];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, file], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { code: status, text: `${stdout}${stderr}`.replaceAll(ESCAPE, '') };
}

function check(folder: string, runner: Runner): void {
  const { name, begins, ends } = runner;
  const passed = run(folder, runner, 'passes.test.mjs');
  if (passed.code !== 0) throw new Error(`${name}: tests that must pass fail:\n${passed.text}`);
  const failed = run(folder, runner, 'fails.test.mjs');
  const from = failed.text.search(begins);
  if (failed.code !== 1 || from < 0)
    throw new Error(`${name}: tests that must fail end with ${failed.code}:\n${failed.text}`);
  const [failures = ''] = failed.text.slice(from).split(ends);
  const printed = `${normal(failures, folder)}\n`;
  const golden = join(HERE, `${name}.txt`);
  if (process.env['UPDATE_GOLDEN'] === '1') return writeFileSync(golden, printed);
  const expected = readFileSync(golden, 'utf8');
  if (printed !== expected)
    throw new Error(`${name} prints other failures than ${golden}:\n${printed}\nexpected\n${expected}`);
  console.log(`${name}: 2 tests pass, failures are printed as in scripts/matchers/${name}.txt`);
}

/** What stands in the place of vitest's import, and the declarations that are loaded. */
const TYPES = [
  { of: 'vitest', line: "import { expect } from 'vitest';", types: [] },
  { of: '@jest/globals', line: "import { expect } from '@jest/globals';", types: [] },
  { of: '@types/jest', line: '', types: ['jest'] },
] as const;

function compile(folder: string): void {
  const text = readFileSync(join(folder, 'types.ts'), 'utf8');
  for (const { of, line, types } of TYPES) {
    writeFileSync(join(folder, 'compiled.ts'), text.replace(TYPES[0].line, line));
    const compilerOptions = {
      target: 'es2022',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['compiled.ts'] }));
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], { stdio: 'inherit' });
    console.log(`${of}: the matchers have types`);
  }
}

const [tarball] = process.argv.slice(2);
if (tarball === undefined) throw new Error('Usage: run.ts TARBALL');
const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly devDependencies: Readonly<Record<string, string>>;
};
const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-matchers-'));
try {
  cpSync(join(HERE, 'project'), folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'user', type: 'module', private: true }),
  );
  const packages = [resolve(tarball), `vitest@${devDependencies['vitest']}`, ...JEST];
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], {
    cwd: folder,
    stdio: 'inherit',
  });
  for (const runner of RUNNERS) check(folder, runner);
  compile(folder);
} finally {
  rmSync(folder, { recursive: true });
}
