/** @file The page's script: what is in it, and how it is served. */
import { readFile } from 'node:fs/promises';
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cachedPage } from '../../scripts/bundle-page.ts';
import { pageScript } from '../../src/backends/chromium/page-script.ts';
import { startPageServer, type PageServer } from '../../src/backends/chromium/server.ts';

describe('the bundle', () => {
  let script: string;
  beforeAll(async () => {
    script = await readFile(await cachedPage(), 'utf8');
  });

  // Sources that are edited meanwhile make another one.
  it('is made once for a state of the sources, and is what is served', { retry: 2 }, async () => {
    const path = await cachedPage();
    expect(await cachedPage()).toBe(path);
    expect(Buffer.from(await pageScript()).equals(await readFile(path))).toBe(true);
  });

  it('imports nothing', () => {
    const imports: string[] = [];
    full(parse(script, { ecmaVersion: 2022, sourceType: 'module' }), ({ type }) => {
      if (/^(?:Import|Export)/.test(type)) imports.push(type);
    });
    expect(imports).toEqual([]);
    // vite's stand-in for a module of Node, which throws once it is used.
    expect(script).not.toContain('has been externalized for browser compatibility');
  });

  it('has each program under its own name, though webgl and webgpu have many of one name', () => {
    const classes = [...script.matchAll(/\b(\w+?)(\$\d+)? = class\b[^{]*\{(\s*static \{[^}]*\}[^}]*\})?/g)];
    const shared = ['Pool2DProgram', 'TransposeProgram', 'GatherProgram'];
    for (const name of shared) expect(classes.filter(([, found]) => found === name).length, name).toBe(2);
    const renamed = classes.filter(([, , suffix]) => suffix !== undefined);
    expect(renamed.length).toBeGreaterThanOrEqual(shared.length);
    for (const [, name, , body] of renamed) expect(body, name).toContain(`"name", { value: "${name}" }`);
  });
});

describe('the server', () => {
  let server: PageServer;
  beforeAll(async () => {
    server = await startPageServer();
  });
  afterAll(() => server.close());

  it('isolates the page, and gives it its own files and the common ones', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const served = server.serve(
      new Map<string, string | Uint8Array>([
        ['task.json', '{}'],
        ['part-0', bytes],
      ]),
    );
    const { url } = served;
    const types = {
      '': 'text/html',
      'page.js': 'text/javascript',
      'task.json': 'application/json',
      'part-0': 'application/octet-stream',
      'wasm/tfjs-backend-wasm-simd.wasm': 'application/wasm',
    };
    for (const [path, type] of Object.entries(types)) {
      const { status, headers } = await fetch(url + path);
      expect({ path, status, type: headers.get('content-type') }).toEqual({ path, status: 200, type });
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    }
    expect(new Uint8Array(await (await fetch(`${url}part-0`)).arrayBuffer())).toEqual(bytes);
    served.close();
    expect((await fetch(`${url}task.json`)).status).toBe(404);
  });

  it('gives nothing else: no other page, no file of the machine', async () => {
    const one = server.serve(new Map([['task.json', '{}']]));
    const other = server.serve(new Map());
    const { origin } = new URL(one.url);
    const missing = [
      `${other.url}task.json`,
      `${one.url}part-0`,
      `${one.url}..%2f..%2fpackage.json`,
      `${one.url}constructor`,
      `${one.url}__proto__`,
      `${origin}/page.js`,
      `${origin}/`,
      `${origin}//etc/passwd`,
    ];
    for (const url of missing) expect((await fetch(url)).status, url).toBe(404);
  });
});
