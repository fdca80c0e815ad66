/** @file Files of published packages, got from npm once and kept. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tfjs-flops/packages');

/** What npm says where there is no network. */
const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network/i;

/**
 * @param spec `name@version`, exact
 * @returns the folder of the unpacked package, or why there is none: no network, or no npm
 */
export function published(spec: string): { readonly folder: string } | { readonly why: string } {
  const folder = join(CACHE, spec.replaceAll('/', '+'));
  if (existsSync(folder)) return { folder };
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  try {
    const words = ['pack', spec, '--silent', '--pack-destination', draft];
    const file = execFileSync('npm', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    execFileSync('tar', ['-xzf', join(draft, file.trim()), '-C', draft]);
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(join(draft, 'package'), folder);
    return { folder };
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    const said = `${stderr ?? ''} ${message}`;
    if (NO_NETWORK.test(said)) return { why: `${spec} cannot be had: no network` };
    throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
