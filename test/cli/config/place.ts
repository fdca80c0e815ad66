/** @file Folders with files of limits, and `check` as it runs in one. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { writeReport } from '../../../src/saved/write.ts';
import { reportOf, SIZE, type Part } from '../../gate/networks.ts';
import { useBackend } from '../../support/backend.ts';
import { runHere, type Outcome } from '../run.ts';

const PARTS: readonly Part[] = [
  { kind: 'conv', name: 'stem', width: 4, kernel: 1, useBias: false },
  { kind: 'conv', name: 'top', width: 10, kernel: 1, useBias: false },
];
export const [STEM, TOP] = [SIZE * SIZE * 3 * 4, SIZE * SIZE * 4 * 10];
export const ALL = STEM + TOP;
export const FILE = 'tfjs-flops.config.json';

export const root = realpathSync(mkdtempSync(join(tmpdir(), 'tfjs-flops-config-')));
export const model = join(root, 'report.json');
let places = 0;

/** A new folder with these files: a text, or what is written as JSON. */
export function place(files: Readonly<Record<string, unknown>>): string {
  places += 1;
  const folder = join(root, `place${places}`);
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** `check` as it runs in a folder. */
export async function check(folder: string, ...words: readonly string[]): Promise<Outcome> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await runHere(['check', ...words]);
  } finally {
    process.chdir(before);
  }
}

/** For the tests of one file: a worker runs several, and imports this one once. */
export function usePlaces(): void {
  beforeAll(async () => {
    await useBackend('cpu');
    mkdirSync(root, { recursive: true });
    writeFileSync(model, writeReport(reportOf(PARTS)));
  });
  afterAll(() => rmSync(root, { recursive: true }));
}
