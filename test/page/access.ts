/** @file What axe finds in a page, with the elements that it finds it in; and links that do not look like any. */
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

/** With tables behind figures, and the first rows' equations, in sight. */
const open = (within: string, most: number): string =>
  `[...document.querySelectorAll('${within} details')].slice(0, ${most}).forEach((each) => (each.open = true));
  for (let i = 0; i < 3; i++) document.querySelectorAll('${within} #layers tbody tr[data-item] .link')[i]?.click()`;

/** What passes is not listed: the list takes longer than the rules. */
const run = (within: string): string => `axe.run('${within}', { resultTypes: ['violations'] })`;

/** Links in another colour than the page gives them: what is clicked looks as if it were text, or not like this page. */
const STRANGE_LINKS = `(() => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = 'var(--link)';
  const { color } = getComputedStyle(probe);
  probe.remove();
  return [...document.querySelectorAll('a[href], button.link')]
    .filter((each) => getComputedStyle(each).color !== color)
    .map((each) => 'no link by its colour: ' + each.outerHTML.slice(0, 200));
})()`;

/**
 * @param within the part of the page that is looked at
 * @param most of the parts that open, so many are opened
 */
export async function accessFaults(page: Page, within = 'html', most = 1_000): Promise<readonly string[]> {
  await page.evaluate(open(within, most));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResult>(run(within));
  const faults = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`),
  );
  return [...faults, ...(await page.evaluate<string[]>(STRANGE_LINKS))];
}
