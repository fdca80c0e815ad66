/** @file What axe finds in a page, with the elements that it finds it in. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** With all tables behind figures, and the first rows' equations, in sight. */
const OPEN_ALL = `document.querySelectorAll('details').forEach((each) => (each.open = true));
  for (let i = 0; i < 3; i++) document.querySelectorAll('#layers tbody tr[data-item] .link')[i]?.click()`;

export async function accessFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(OPEN_ALL);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResult>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
