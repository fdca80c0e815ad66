/**
 * @file Where results are written: nothing that is no regular file is replaced, links and modes stay, half a result is
 * never left. Devices are nodes made in a folder of the test.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonOutput } from '../../src/cli/json-output.ts';
import { outputError } from '../../src/cli/output-error.ts';
import { checkWritable, writeWhole } from '../../src/cli/output-file.ts';
import { MAIN } from './process.ts';
import { runHere, TSX } from './run.ts';

const LINUX = process.platform === 'linux';
const ROOT = process.getuid?.() === 0;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const text = (name: string): Promise<string> => readFile(at(name), 'utf8');

/** As a command does it. */
async function write(file: string, content: string): Promise<void> {
  await checkWritable(file);
  await writeWhole(file, content, 100);
}

/** Whether the machine allows device nodes. */
const makesNodes = (): boolean =>
  LINUX && ROOT && spawnSync('mknod', [at('null'), 'c', '1', '3']).status === 0;

describe('regular files', () => {
  it('are replaced whole, keep their mode, and leave no draft', async () => {
    writeFileSync(at('a.json'), 'old and longer');
    chmodSync(at('a.json'), 0o640);
    const { ino } = statSync(at('a.json'));
    await write(at('a.json'), '{}');
    expect(await text('a.json')).toBe('{}\n');
    expect(statSync(at('a.json')).mode & 0o7777).toBe(0o640);
    expect(statSync(at('a.json')).ino).not.toBe(ino);
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it.skipIf(!ROOT)('keep their owner', async () => {
    writeFileSync(at('a.json'), 'old');
    execFileSync('chown', ['12345:54321', at('a.json')]);
    await write(at('a.json'), '{}');
    expect(statSync(at('a.json'))).toMatchObject({ uid: 12_345, gid: 54_321 });
  });

  it('stay one where they have two names', async () => {
    writeFileSync(at('a.json'), 'old and longer');
    linkSync(at('a.json'), at('b.json'));
    await write(at('a.json'), '{}');
    expect(await text('b.json')).toBe('{}\n');
    expect(statSync(at('a.json')).ino).toBe(statSync(at('b.json')).ino);
  });

  it.each(['a b.json', "it's.json", 'ü.json', '-x.json', '\u001B[2J.json'])('%j is a name', async (name) => {
    await write(at(name), '{}');
    expect(await readdir(folder)).toEqual([name]);
  });
});

describe('links', () => {
  it.each([
    ['absolute', () => at('target.json')],
    ['relative', () => 'target.json'],
    ['of a link', () => 'link2.json'],
    ['through a linked folder', () => 'here/target.json'],
  ])('%s: stay, and their target is written, there or not', async (_name, to) => {
    symlinkSync('.', at('here'));
    symlinkSync('target.json', at('link2.json'));
    symlinkSync(to(), at('link.json'));
    for (const content of ['{}', '[1]']) {
      await write(at('link.json'), content);
      expect((await lstat(at('link.json'))).isSymbolicLink()).toBe(true);
      expect((await lstat(at('link2.json'))).isSymbolicLink()).toBe(true);
      expect((await lstat(at('target.json'))).isFile()).toBe(true);
      expect(await text('target.json')).toBe(`${content}\n`);
    }
    expect((await readdir(folder)).length).toBe(4);
  });

  it('in a circle are refused', async () => {
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    await expect(checkWritable(at('a'))).rejects.toThrow(
      /^--json \S+ cannot be written: too many symbolic links/,
    );
  });
});

describe.skipIf(!LINUX)('FIFOs and devices', () => {
  it('a FIFO gets all of it, once it is read, and stays', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const long = 'x'.repeat(300_000);
    const [read] = await Promise.all([readFile(at('fifo'), 'utf8'), write(at('fifo'), long)]);
    expect(read).toBe(`${long}\n`);
    expect((await lstat(at('fifo'))).isFIFO()).toBe(true);
  });

  it('a FIFO that nobody reads: a sentence, not a wait', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    await expect(write(at('fifo'), '{}')).rejects.toThrow(/cannot be written: nobody reads it\./);
    expect((await lstat(at('fifo'))).isFIFO()).toBe(true);
  });

  it('a FIFO whose reader leaves: a sentence', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const reader = spawn('head', ['-c', '1', at('fifo')]);
    const content = 'x'.repeat(300_000);
    await expect(writeWhole(at('fifo'), content)).rejects.toThrow(/cannot be written: broken pipe\./);
    expect(reader.pid).toBeTypeOf('number');
  });

  it('a device, and a link to one, are written into and stay', async ({ skip }) => {
    if (!makesNodes()) skip('no device nodes here');
    symlinkSync('null', at('link'));
    for (const name of ['null', 'link']) await write(at(name), '{}');
    expect((await lstat(at('null'))).isCharacterDevice()).toBe(true);
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
    expect((await readdir(folder)).toSorted()).toEqual(['link', 'null']);
  });

  it('a full device: a sentence, nothing beside it', async () => {
    symlinkSync('/dev/full', at('full'));
    await expect(write(at('full'), '{}')).rejects.toThrow(
      /^--json \S+ cannot be written: no space left on device\. Give another FILE\.$/,
    );
    expect((await lstat('/dev/full')).isCharacterDevice()).toBe(true);
    expect(await readdir(folder)).toEqual(['full']);
  });

  it('a disk is refused', async ({ skip }) => {
    if (!makesNodes() || spawnSync('mknod', [at('disk'), 'b', '7', '200']).status !== 0) skip('no nodes');
    await expect(checkWritable(at('disk'))).rejects.toThrow(/--json \S+ is a disk/);
  });

  it('a socket is refused', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(at('socket'), done));
    await expect(checkWritable(at('socket'))).rejects.toThrow(/--json \S+ is a socket/);
    server.close();
  });

  it('an open descriptor, its file gone or not, is written into', async () => {
    const fd = openSync(at('a.json'), 'w');
    try {
      const { ino } = statSync(at('a.json'));
      symlinkSync(`/dev/fd/${fd}`, at('link'));
      await write(`/dev/fd/${fd}`, '1');
      await write(at('link'), '2');
      expect(await text('a.json')).toBe('1\n2\n');
      expect(statSync(at('a.json')).ino).toBe(ino);
      await rm(at('a.json'));
      await write(`/proc/self/fd/${fd}`, '3');
      expect(await readdir(folder)).toEqual(['link']);
    } finally {
      closeSync(fd);
    }
  });

  it('standard output by another name is printed', async () => {
    symlinkSync('/dev/stdout', at('out'));
    for (const file of [
      '-',
      '/dev/stdout',
      '/dev/fd/1',
      '/proc/self/fd/1',
      `/proc/${process.pid}/fd/1`,
      at('out'),
    ])
      expect(await jsonOutput(file), file).toEqual({ isPrinted: true, file: null });
    expect(await jsonOutput(undefined)).toEqual({ isPrinted: false, file: null });
    expect(await jsonOutput(at('x.json'))).toEqual({ isPrinted: false, file: at('x.json') });
  });
});

describe('what cannot be written is refused before anything runs', () => {
  it.each([
    ['', /is a folder/],
    ['new/', /is a folder/],
    ['none/a.json', /cannot be written: no such file or directory/],
    ['file/a.json', /cannot be written: not a directory/],
  ])('%j', async (name, message) => {
    writeFileSync(at('file'), '');
    const { code, out, err } = await runHere(['profile', 'mobilenet-v2', '--json', `${folder}/${name}`]);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: --json [^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(await readdir(folder)).toEqual(['file']);
  });

  // Root may write anywhere.
  it.skipIf(ROOT)('a file, and a folder, without leave', async () => {
    writeFileSync(at('a.json'), '');
    chmodSync(at('a.json'), 0o400);
    await expect(checkWritable(at('a.json'))).rejects.toThrow(/permission denied/);
    mkdirSync(at('sub'));
    chmodSync(at('sub'), 0o500);
    await expect(checkWritable(at('sub/a.json'))).rejects.toThrow(/permission denied/);
  });
});

describe.skipIf(!LINUX)('a full disk', () => {
  /** A process that may write files of 1 KiB only, which is what a full disk is. */
  const writeLimited = (file: string): ReturnType<typeof spawnSync> => {
    const module = new URL('../../src/cli/output-file.ts', import.meta.url).href;
    const code = `import(${JSON.stringify(module)}).then(({ writeWhole }) => writeWhole(process.argv[1], 'x'.repeat(5000))).catch((error) => { console.log(error.message); process.exitCode = 2; });`;
    return spawnSync('bash', ['-c', 'ulimit -f 1; trap "" XFSZ; exec "$0" "$@"', TSX, '-e', code, file], {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: folder },
    });
  };

  it('leaves what was there, and no draft', async () => {
    mkdirSync(at('out'));
    writeFileSync(at('out/a.json'), 'old');
    const { status, stdout } = writeLimited(at('out/a.json'));
    expect(stdout).toMatch(/^--json \S+ cannot be written: file too large\. Give another FILE\.\n$/);
    expect(status).toBe(2);
    expect(await text('out/a.json')).toBe('old');
    expect(await readdir(at('out'))).toEqual(['a.json']);
  });

  it('is one sentence and code 2 on standard output', () => {
    const out = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [MAIN, '--version'], {
      stdio: ['ignore', out, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(out);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'error: standard output cannot be written: no space left on device.\n',
    });
  });
});

it('a pipe that closes early is no fault, all else is one', () => {
  const failure = (code: string, errno: number): NodeJS.ErrnoException =>
    Object.assign(new Error(code), { code, errno });
  expect(outputError(failure('EPIPE', -32))).toEqual({ sentence: null, code: null });
  expect(outputError(failure('EIO', -5))).toEqual({
    sentence: 'error: standard output cannot be written: i/o error.',
    code: 2,
  });
});
