/** @file Loaded before the command line: says at its end how many bytes of .bin files were read. */
import { writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

let bytes = 0;
const { open } = fs;
fs.open = async (path, ...rest) => {
  const handle = await open(path, ...rest);
  if (!String(path).endsWith('.bin')) return handle;
  const read = handle.read.bind(handle);
  handle.read = async (...args) => {
    const result = await read(...args);
    bytes += result.bytesRead;
    return result;
  };
  return handle;
};
syncBuiltinESMExports();
process.on('exit', () => writeSync(2, `weights read: ${bytes}\n`));
