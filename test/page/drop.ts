/** @file Files dropped on a page. */
import type { Page } from 'playwright-core';

/** Drops them as a reader does, and waits for the answer. @param files texts by name */
export const drop = (page: Page, files: Readonly<Record<string, string>>): Promise<unknown> =>
  page.evaluate(`(async () => {
    const files = new DataTransfer();
    for (const [name, text] of Object.entries(${JSON.stringify(files)})) files.items.add(new File([text], name));
    document.querySelectorAll('[role=alert]').forEach((each) => each.remove());
    document.querySelector('[data-complete]')?.removeAttribute('data-complete');
    dispatchEvent(new DragEvent('drop', { dataTransfer: files, cancelable: true }));
    const isAnswered = () => document.querySelector('[role=alert], [data-complete]') !== null;
    while (!isAnswered()) await new Promise((resolve) => setTimeout(resolve, 10));
  })()`);
