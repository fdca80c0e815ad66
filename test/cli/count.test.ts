/** @file `tfjs-flops count`: the table of profile, without times and without weights; over http by ranges. */
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf, inFolder } from '../load/graphs/build.ts';
import { GRAPHS } from '../shape/graphs.ts';
import { runHere } from './run.ts';

const NAME = 'Shape, StridedSlice, Pack, Reshape, MatMul';

/** Serves a folder, and notes what it is asked for. */
async function served<T>(folder: string, use: (url: string, log: string[]) => Promise<T>): Promise<T> {
  const log: string[] = [];
  const server: Server = createServer((request, response) => {
    void readFile(join(folder, request.url ?? '')).then(
      (bytes) => {
        const { range } = request.headers;
        log.push(`${request.method} ${request.url}${range === undefined ? '' : ` ${range}`}`);
        const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
        const part = from === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1);
        response.writeHead(from === undefined ? 200 : 206, { 'content-length': part.length });
        response.end(request.method === 'HEAD' ? undefined : part);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { readonly port: number };
  try {
    return await use(`http://127.0.0.1:${address.port}/model.json`, log);
  } finally {
    server.close();
  }
}

describe('count', () => {
  it('prints the table without times, and says that nothing ran', async () => {
    const { code, out, err } = await runHere(['count', 'mobilenet-v2', '--image-size', '32', '--batch', '4']);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('MobileNetV2 1.0 · 4×32×32×3 · from shapes, nothing run');
    expect(out).not.toMatch(/\bms\b/);
  });

  it('has the rows of profile', async () => {
    const words = ['mobilenet-v1', '--image-size', '32', '--depth', 'all'];
    const rows = (out: string): readonly string[] => out.split('\n').slice(2);
    const real = await runHere(['profile', ...words, '--runs', '0']);
    const counted = await runHere(['count', ...words]);
    expect(rows(counted.out)).toEqual(rows(real.out));
  });

  it('takes a saved report in the place of a model: prints it, and says what backends make of it', async () => {
    await inFolder(filesOf(GRAPHS[NAME]!), async (folder) => {
      const [saved, words] = [
        join(folder, 'r.json'),
        ['--image-size', '32', '--for', 'wasm,webgl', '--memory', '5MB'],
      ];
      const counted = await runHere(['count', 'mobilenet-v1', ...words]);
      await runHere(['profile', 'mobilenet-v1', '--image-size', '32', '--runs', '0', '--json', saved]);
      const again = await runHere(['count', saved, '--for', 'wasm,webgl', '--memory', '5MB']);
      const fits = (out: string): readonly string[] =>
        /on wasm[^]*?(?=\n {2}in-bounds)/.exec(out)![0].split('\n');
      expect(fits(again.out)).toEqual(fits(counted.out));
      // Its weights alone are more than 5 MB.
      expect({ counted: counted.code, again: again.code }).toEqual({ counted: 1, again: 1 });
      const printed = await runHere(['profile', saved]);
      expect((await runHere(['count', saved])).out).toBe(printed.out);
      for (const flags of [
        ['--batch', '2'],
        ['--sweep', 'batch=1,2'],
      ])
        expect(await runHere(['count', saved, ...flags])).toEqual({
          code: 2,
          out: '',
          err: expect.stringMatching(
            /^error: --\w+ says how a model runs, and .*r\.json is a saved report, [^\n]+\n$/,
          ) as string,
        });
    });
  });

  it('reads of a graph over http its model.json and the ranges of its shapes', async () => {
    await inFolder(filesOf(GRAPHS[NAME]!), (folder) =>
      served(folder, async (url, log) => {
        const { code, out, err } = await runHere(['count', url, '--json', '-']);
        expect(err).toBe('');
        expect(code).toBe(0);
        const report = JSON.parse(out) as { readonly total: { readonly counted: object } };
        expect(report.total.counted).toMatchObject({ multiplyAdds: 2 * 4 * 3 * 5 });
        // Five integers; the product's 15 weights lie behind them, of which so few are read as well.
        expect(log).toEqual([
          'GET /model.json',
          'HEAD /weights.bin',
          `GET /weights.bin bytes=0-${4 * (5 + 3 * 5) - 1}`,
        ]);
      }),
    );
  });

  it.each([
    [['count', 'mobilenet-v2', '--runs', '3'], '--runs does not apply here'],
    [['count', 'mobilenet-v2', '--trace', 'x.json'], '--trace does not apply here'],
    [['count', 'no-such-net'], 'no model "no-such-net"'],
    [['count', './nowhere'], 'nowhere does not exist'],
    [['count', 'vit-b16', '--image-size', '225'], '--image-size 225'],
  ])('%j is refused in a sentence', async (words, sentence) => {
    const { code, err } = await runHere(words);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  describe('--for', () => {
    const SMALL = ['mobilenet-v2', '--image-size', '32', '--classes', '10'];

    it('says which backends run it', async () => {
      const { code, out } = await runHere(['count', ...SMALL, '--for', 'wasm,webgl']);
      expect(code).toBe(0);
      expect(out).toMatch(/^ {2}on wasm +runs$/m);
      expect(out).toMatch(/^ {2}on webgl +runs$/m);
    });

    it('fails where it does not fit, and says where', async () => {
      const { code, out } = await runHere(['count', ...SMALL, '--for', 'cpu', '--memory', '1MB']);
      expect(code).toBe(1);
      expect(out.replaceAll(/\s+/g, ' ')).toMatch(
        /on cpu does not run · [\d,]+ bytes are alive at once, and 1,000,000 are allowed \([\w.]+\)/,
      );
    });

    it('is in the JSON', async () => {
      const { out } = await runHere(['count', ...SMALL, '--for', 'webgpu', '--json', '-']);
      expect(JSON.parse(out).fits).toEqual([{ backend: 'webgpu', verdict: 'runs', reasons: [] }]);
    });

    it.each([
      [['--for', 'wsam'], /--for wsam is not one of: wasm, cpu, tensorflow, webgl, webgpu/],
      [['--for', 'wasm', '--memory', '+2%'], /--memory \+2% is not an amount of bytes/],
      [['--memory', '1MB'], /--memory is that of a backend, and none is named/],
    ])('refuses %j', async (flags, message) => {
      const { code, err } = await runHere(['count', ...SMALL, ...flags]);
      expect(code).toBe(2);
      expect(err).toMatch(message);
    });
  });
});
