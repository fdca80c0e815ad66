/** @file A verdict as GitHub's Markdown, for the summary of a job or a comment. */
import { visible } from '../core/visible.ts';
import { integer } from '../core/writing.ts';
import type { Verdict } from './breach.ts';
import { breachSentence, movedText, rowCells, SHOWN_ROWS, unknownText } from './text.ts';

/** Names come from files: none begins a cell, a link or a tag. */
const cell = (text: string): string =>
  visible(text)
    .replaceAll(/[\\`*_{}[\]<>#|~&!]/g, (special) => `&#${special.codePointAt(0)};`)
    .replaceAll('@', '&#64;');

/** Bytes that GitHub takes as a comment. */
const LARGEST_COMMENT = 2 ** 16;

const encoder = new TextEncoder();

/** As many paragraphs as a comment takes below its heading. */
function fitting(paragraphs: readonly string[], heading: string): readonly string[] {
  const forTheRest = 100;
  let left = LARGEST_COMMENT - encoder.encode(heading).length - forTheRest;
  const end = paragraphs.findIndex((text) => (left -= encoder.encode(text).length + 1) < 0);
  if (end < 0) return paragraphs;
  return [
    ...paragraphs.slice(0, end),
    `Left out, since a comment has no room: ${integer(paragraphs.length - end)} more\n`,
  ];
}

/** What else stands in it. */
export interface MarkdownWords {
  /** The baseline's name. */
  readonly baseline?: string | undefined;
  /** What is broken beside the budget, in sentences. */
  readonly broken?: readonly string[];
  /** Lines below. */
  readonly notes?: readonly string[];
}

/** @param model its name, or its file's */
export function verdictMarkdown(
  verdict: Verdict,
  model: string,
  { baseline, broken = [], notes = [] }: MarkdownWords = {},
): string {
  const { breaches, less, ungated, notCompared } = verdict;
  const failed = breaches.length + broken.length;
  const title = failed === 0 ? 'passes' : `fails ${integer(failed)} of its limits`;
  const parts = breaches.map((breach) => {
    const rows = breach.rows.slice(0, SHOWN_ROWS).map((row) => {
      const [amounts, why] = rowCells(breach, row);
      return `| ${cell(row.name)} | ${amounts} | ${cell(why)} |`;
    });
    const more = breach.rows.length - rows.length;
    return [
      `**${cell(breachSentence(breach, baseline))}**`,
      '',
      ...(rows.length === 0 ? [] : ['| layer | amount | through |', '| --- | ---: | --- |', ...rows, '']),
      ...(more > 0 ? [`${integer(more)} more layers`, ''] : []),
    ].join('\n');
  });
  const below = [
    ...broken.map((sentence) => `**${cell(sentence)}**`),
    ...(less.length === 0 ? [] : [`Less than before: ${less.map(movedText).map(cell).join('; ')}`]),
    ...(ungated.length === 0 ? [] : [`Not gated: ${ungated.map(movedText).map(cell).join('; ')}`]),
    ...(notCompared.length === 0
      ? []
      : [`Not compared: ${notCompared.map((each) => cell(unknownText(each, baseline))).join('; ')}`]),
    ...notes.map(cell),
  ].map((line) => `${line}\n`);
  const heading = `### tfjs-flops: ${cell(model)} ${title}\n`;
  return [heading, ...fitting([...parts, ...below], heading)].join('\n');
}
