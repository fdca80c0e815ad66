/** @file Links of Markdown files: which of them lead to no file, to no heading, or to an address of the web. */
import { posix } from 'node:path';

/** Text outside code, where links and headings are. */
const withoutCode = (text: string): string =>
  text.replaceAll(/^```[^]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]#]/g, ''));

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

const targetsOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(LINK)].map(([, target]) => target ?? '');

/** As GitHub makes it: lower case, spaces to hyphens, and of the rest only letters, digits, hyphens and underscores. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (text: string): Set<string> =>
  new Set([...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? '')));

/**
 * @param pages Markdown texts by their path from the root
 * @param isFile whether there is a file of this path
 * @returns `page: target`, for each link that is dead or leaves the project
 */
export function deadLinks(
  pages: ReadonlyMap<string, string>,
  isFile: (path: string) => boolean,
): readonly string[] {
  return [...pages].flatMap(([page, text]) =>
    targetsOf(text)
      .filter((target) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : posix.join(posix.dirname(page), path);
        if (/^\w+:/.test(target) || !isFile(file)) return true;
        return anchor !== undefined && !anchorsOf(pages.get(file) ?? '').has(anchor);
      })
      .map((target) => `${page}: ${target}`),
  );
}

/** Files that links lead to, from the root. */
export const linkedFiles = (pages: ReadonlyMap<string, string>): readonly string[] => [
  ...new Set(
    [...pages].flatMap(([page, text]) =>
      targetsOf(text)
        .map((target) => target.split('#')[0] ?? '')
        .filter((path) => path !== '')
        .map((path) => posix.join(posix.dirname(page), path)),
    ),
  ),
];
