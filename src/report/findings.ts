/** @file The findings below the notes: what was seen, why, what to do. */
import { remedyText } from '../core/remedy-text.ts';
import type { Finding, Report } from '../core/report.ts';
import { workText, type Unit } from '../core/unit.ts';
import { wrap } from './format.ts';
import type { Paint } from './paint.ts';

const MARK = '  ▲ ';

/** What was seen, its work in a unit. */
const whatIn = ({ what, work }: Finding, unit: Unit): string =>
  work.reduce((said, each) => said.replace(each.text, workText(each, unit)), what);

/** One paragraph per finding, indented behind its mark. */
export const renderFindings = ({ findings }: Report, width: number, paint: Paint, unit: Unit): string[] =>
  findings.flatMap((finding) => {
    const texts = [whatIn(finding, unit), finding.cause, remedyText(finding)].filter((text) => text !== '');
    return wrap(texts.join(' '), Math.max(1, width - MARK.length)).map((line, i) =>
      i === 0 ? paint('yellow', MARK) + line : ' '.repeat(MARK.length) + line,
    );
  });
