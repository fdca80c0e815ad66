/** @file The page's styles as one sheet: in this order, in which later rules win. */
import page from './page.css?inline';
import panels from './panels.css?inline';
import figures from './figures.css?inline';
import difference from './difference.css?inline';
import textbook from './textbook.css?inline';
import timeline from './timeline.css?inline';
import tables from './tables.css?inline';

export const styles = new CSSStyleSheet();
styles.replaceSync([page, panels, figures, difference, textbook, timeline, tables].join('\n'));
