/**
 * @file The page that shows a report, in one file without data: script and styles inlined, the script's hash in its content
 * security policy. `npm run build` puts it into the package; from source it is made once for each state of the sources.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escapedToAscii } from '../src/core/inert.ts';
import { visibleLines } from '../src/core/visible.ts';
import { cached } from './bundle-page.ts';
import { oneScript } from './one-script.ts';

const FILE = 'page.html';

/** What would end the element, or begin a comment in it; and characters that a writer of files would escape. */
function checkInline(script: string): string {
  if (/<\/script|<!--|<script/i.test(script))
    throw new Error('the script holds what ends an element of HTML');
  if (visibleLines(script) !== script) throw new Error('the script holds a character that is not seen');
  return script;
}

/**
 * Other characters than those of ASCII, escaped: a browser reads the page sooner, and keeps half the bytes of it. In a minified script
 * they are in literals alone, where an escape is the same; but not in a raw one.
 */
function inAscii(script: string): string {
  if (/String\.raw`[^`]*[^\0-\x7F]/.test(script)) throw new Error('a raw literal of the script is not ASCII');
  return escapedToAscii(script);
}

/** A minified script has tabs in literals alone, where an escape is the same. */
const withoutTabs = (script: string): string => script.replaceAll('\t', String.raw`\t`);

async function bundle(): Promise<string> {
  const code = await oneScript('src/page/main.ts', { format: 'iife' });
  return checkInline(inAscii(withoutTabs(code.trim())));
}

/** Nothing but this script runs, and nothing is fetched, whatever a report holds. */
const policyOf = (script: string): string =>
  [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

const pageOf = (script: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="tfjs-flops-counter" content="">
<title>tfjs-flops</title>
<link rel="icon" href="data:,">
</head>
<body>
<noscript>This report is drawn by a script in this file, which is turned off here.</noscript>
<script type="application/json" id="tfjs-flops-data"></script>
<script>${script}</script>
</body>
</html>
`;

/** Writes `page.html` into a folder. */
export async function bundleReport(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, FILE), pageOf(await bundle()));
}

/** @returns the path of a page that fits the sources as they are */
export const cachedReport = (): Promise<string> => cached('report', FILE, bundleReport);
