/** @file A function that returns a promise is refused by `count`, which says who waits for it. */
import { beforeAll, expect, it } from 'vitest';
import { count } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(() => useBackend('cpu'));

it.each([
  [true, 'Use profile(), which waits for it.'],
  [false, 'Use countShapes(), which waits for it.'],
])('run: %s', (run, remedy) => {
  expect(() => count(async () => {}, { run })).toThrow(remedy);
});
