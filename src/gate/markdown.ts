/** @file A verdict as GitHub's Markdown, for the summary of a job or a comment. */
import { visible } from '../core/visible.ts';
import { integer } from '../core/writing.ts';
import type { Verdict } from './breach.ts';
import { breachSentence, movedText, rowCells, SHOWN_ROWS } from './text.ts';

/** Names come from files: none begins a cell, a link or a tag. */
const cell = (text: string): string =>
  visible(text)
    .replaceAll(/[\\`*_{}[\]<>#|~&!]/g, (special) => `&#${special.codePointAt(0)};`)
    .replaceAll('@', '&#64;');

/** What GitHub takes: a megabyte in a summary. */
export const LARGEST_SUMMARY = 2 ** 20;

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
  const { breaches, less, ungated } = verdict;
  const failed = breaches.length + broken.length;
  const title = failed === 0 ? 'passes' : `fails ${integer(failed)} of its limits`;
  const parts = breaches.flatMap((breach) => {
    const rows = breach.rows.slice(0, SHOWN_ROWS).map((row) => {
      const [amounts, why] = rowCells(row);
      return `| ${cell(row.name)} | ${amounts} | ${cell(why)} |`;
    });
    const more = breach.rows.length - rows.length;
    return [
      `**${cell(breachSentence(breach, baseline))}**`,
      '',
      ...(rows.length === 0 ? [] : ['| layer | amount | through |', '| --- | ---: | --- |', ...rows, '']),
      ...(more > 0 ? [`${integer(more)} more layers`, ''] : []),
    ];
  });
  const below = [
    ...broken.flatMap((sentence) => [`**${cell(sentence)}**`, '']),
    ...(less.length === 0 ? [] : [`Less than before: ${less.map(movedText).map(cell).join('; ')}`, '']),
    ...(ungated.length === 0 ? [] : [`Not gated: ${ungated.map(movedText).map(cell).join('; ')}`, '']),
    ...notes.flatMap((note) => [cell(note), '']),
  ];
  return [`### tfjs-flops: ${cell(model)} ${title}`, '', ...parts, ...below].join('\n');
}
