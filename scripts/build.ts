/**
 * @file `npm run build`: compiles `src` and `models` into `dist`, anew, and bundles the command line, the page in
 * which chromium backends run, and the page that shows reports.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleCli } from './bundle-cli.ts';
import { bundlePage } from './bundle-page.ts';
import { bundleLive } from './live-script.ts';
import { bundleReport } from './report-page.ts';
import { SCHEMAS } from './schema.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

// What an earlier build left would be packed as well.
rmSync(`${ROOT}/dist`, { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
for (const { file } of Object.values(SCHEMAS)) copyFileSync(`${ROOT}/${file}`, `${ROOT}/dist/${file}`);
await bundleCli(`${ROOT}/dist`);
await bundlePage(`${ROOT}/dist/web`);
await bundleReport(`${ROOT}/dist/page`);
await bundleLive(`${ROOT}/dist`);
