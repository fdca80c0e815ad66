/** @file The findings below the notes: what was seen, why, what to do. */
import type { Report } from '../core/report.ts';
import { wrap } from './format.ts';
import type { Paint } from './paint.ts';

const MARK = '  ▲ ';

/** One paragraph per finding, indented behind its mark. */
export const renderFindings = ({ findings }: Report, width: number, paint: Paint): string[] =>
  findings.flatMap(({ what, cause, remedy }) =>
    wrap([what, cause, remedy].filter((text) => text !== '').join(' '), Math.max(1, width - MARK.length)).map(
      (line, i) => (i === 0 ? paint('yellow', MARK) + line : ' '.repeat(MARK.length) + line),
    ),
  );
