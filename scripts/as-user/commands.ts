/**
 * @file Runs the commands that the installed README and docs/models.md show, as a user types them, in a folder in which
 * the package is installed: `tsx scripts/as-user/commands.ts FOLDER`.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveFolder } from './server.ts';

const PAGES = ['README.md', 'docs/models.md'];
const SHELL = /^```sh\n([^]*?)^```$/gm;
/** CI runs these itself: the tests, and the installation from a tarball. */
const ELSEWHERE = new Set(['npm install tfjs-flops', 'npm ci && npm test']);
const SERVER = 'localhost:8080';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: commands.ts FOLDER');

const commandsOf = (page: string): string[] =>
  [...readFileSync(join(folder, 'node_modules/tfjs-flops', page), 'utf8').matchAll(SHELL)]
    .flatMap(([, block]) => (block ?? '').split('\n'))
    .map((line) => line.replace(/\s+#.*/, ''))
    .filter((line) => line !== '' && !ELSEWHERE.has(line));

const run = (command: string): Promise<number | null> =>
  new Promise((done) => {
    // Not execFileSync: the server is in this process.
    spawn(command, { cwd: folder, shell: true, stdio: 'inherit' }).on('close', done);
  });

const { server, host } = await serveFolder(folder);
try {
  const commands = new Set(PAGES.flatMap(commandsOf));
  for (const command of commands) {
    console.log(`\n$ ${command}`);
    const code = await run(command.replace(SERVER, host));
    if (code !== 0) throw new Error(`${command}: exit code ${code}`);
  }
  console.log(`\n${commands.size} commands of ${PAGES.join(' and ')} run`);
} finally {
  server.close();
}
