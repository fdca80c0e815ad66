/** @file Which modules of WebAssembly may have a table, so that the heap of their page is not searched. */
import { expect, it } from 'vitest';
import { mayHaveTable } from '../../src/attach/wasm-tables.ts';

it.each([
  // long.js, which tfjs brings: types, functions, a global, exports, code.
  ['a function alone', '0061736d0100000001040160000003020100070501016600000a040102000b', false],
  ['an imported function', '0061736d01000000010401600000020701016101620000', true],
  ['a table', '0061736d010000000404017000', true],
  ['nothing', '0061736d01000000', false],
])('is searched by its heap only where no table can be: %s', (_, hex, expected) => {
  expect(mayHaveTable(Buffer.from(hex, 'hex'))).toBe(expected);
});
