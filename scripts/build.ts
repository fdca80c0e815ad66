/**
 * @file `npm run build`: compiles `src` and `models` into `dist`, anew, makes the command line runnable, and bundles the
 * page in which chromium backends run.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundlePage } from './bundle-page.ts';
import { SCHEMAS } from './schema.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

// What an earlier build left would be packed as well.
rmSync(`${ROOT}/dist`, { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
for (const { file } of Object.values(SCHEMAS)) copyFileSync(`${ROOT}/${file}`, `${ROOT}/dist/${file}`);
// tsc writes no file modes; without the run bit npm's link to the bin would not start.
chmodSync(`${ROOT}/dist/src/cli/main.js`, 0o755);
await bundlePage(`${ROOT}/dist/web`);
