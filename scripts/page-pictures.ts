/**
 * @file `npm run pictures -- FOLDER [PAGE.html]`: a page as a reader sees it, 1280 and 390 pixels wide, light and dark, into
 * a folder to be looked at; in Chinese too, and with the sliders of the textbook open. Of a given page the first screen
 * becomes README's `docs/page.png`; without one a small transformer is run, so that every panel has something to show.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launchChromium } from '../src/backends/chromium/launch.ts';
import { indexedPng } from './indexed-png.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README_SIZE = { width: 1140, height: 1010 };
const FLAGS = 'deit-ti16 --backend wasm --image-size 64 --classes 10 --runs 3 --executed --peaks on'.split(
  ' ',
);

const [given, page] = process.argv.slice(2);
if (given === undefined) {
  console.error('usage: npm run pictures -- FOLDER [PAGE.html]');
  process.exit(2);
}
const folder = resolve(given);
mkdirSync(folder, { recursive: true });

function smallPage(): string {
  const file = join(folder, 'page.html');
  execFileSync('npx', ['tsx', 'src/cli/main.ts', 'profile', ...FLAGS, '--html', file], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return file;
}

interface Look {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
  readonly fullPage: boolean;
  /** What is done before, in the page. */
  readonly first?: string;
}

/** As after a reader's clicks: two sets of sliders, and a formula. */
const OPENED = `(async () => {
  for (const form of ['F6', 'P6']) {
    const bench = document.querySelector('#textbook [data-form=' + form + '] .bench');
    if (bench !== null) bench.open = true;
  }
  const own = document.querySelector('#own-formula');
  if (own !== null) own.value = 'h*(3*N*D^2+2*N^2*D)';
  own?.dispatchEvent(new Event('input'));
  await new Promise((resolve) => setTimeout(resolve, 500));
})()`;
/** Also what is below the screen. */
const ALL_DRAWN = `document.querySelectorAll('section').forEach((each) => (each.style.contentVisibility = 'visible'))`;
const IN_CHINESE = `document.querySelector('[data-language=zh]')?.click()`;

const shown = page === undefined ? smallPage() : resolve(page);
const launched = await launchChromium();
if (!('browser' in launched)) throw new Error(launched.why);
const { browser } = launched;

/** In higher pictures Chromium without a GPU begins again from the top. */
const MOST_PX = 6_000;

/** @param path without its ending; a high page becomes several pictures */
async function picture(path: string, { viewport, colorScheme, fullPage, first }: Look): Promise<void> {
  const context = await browser.newContext({ viewport, colorScheme, offline: true });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(shown).href);
  await tab.waitForSelector('[data-complete]');
  if (first !== undefined) await tab.evaluate(first);
  await tab.waitForSelector('[data-complete]');
  await tab.evaluate(ALL_DRAWN);
  const whole = await tab.evaluate<number>('document.documentElement.scrollHeight');
  const height = fullPage ? whole : viewport.height;
  for (let [y, i] = [0, 1]; y < height; y += MOST_PX, i++) {
    const file = `${path}${height > MOST_PX ? `-${i}` : ''}.png`;
    const clip = { x: 0, y, width: viewport.width, height: Math.min(MOST_PX, height - y) };
    await tab.screenshot({ path: file, clip, fullPage });
    console.log(file);
  }
  await context.close();
}

/** A picture in few colours, in place. */
async function inFewColours(path: string): Promise<void> {
  const tab = await browser.newPage();
  const url = `data:image/png;base64,${readFileSync(path, 'base64')}`;
  const [width, height, pixels] = await tab.evaluate<[number, number, number[]]>(`(async () => {
    const image = Object.assign(new Image(), { src: ${JSON.stringify(url)} });
    await image.decode();
    const { width, height } = image;
    const drawing = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
    drawing.drawImage(image, 0, 0);
    return [width, height, [...drawing.getImageData(0, 0, width, height).data]];
  })()`);
  writeFileSync(path, indexedPng(width, height, Uint8Array.from(pixels)));
  await tab.close();
}

try {
  for (const width of [1280, 390])
    for (const colorScheme of ['light', 'dark'] as const) {
      const look = { viewport: { width, height: 900 }, colorScheme, fullPage: true };
      await picture(join(folder, `${width}-${colorScheme}`), { ...look, first: OPENED });
    }
  const look = { viewport: { width: 1280, height: 900 }, colorScheme: 'light', fullPage: true } as const;
  await picture(join(folder, '1280-chinese'), { ...look, first: IN_CHINESE });
  if (page !== undefined) {
    const path = join(ROOT, 'docs/page');
    await picture(path, { viewport: README_SIZE, colorScheme: 'light', fullPage: false });
    await inFewColours(`${path}.png`);
  }
} finally {
  await launched.close();
}
