/** @file `npm run build`: compiles `src` and `models` into `dist`, anew, and makes the command line runnable. */
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

// What an earlier build left would be packed as well.
rmSync(`${ROOT}/dist`, { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
// tsc writes no file modes; without the run bit npm's link to the bin would not start.
chmodSync(`${ROOT}/dist/src/cli/main.js`, 0o755);
