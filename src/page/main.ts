/** @file The page's program: draws what is embedded, or asks for a report to be dropped. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { visible } from '../core/visible.ts';
import { drawDifference } from './difference/page.ts';
import { canCount } from './counting/counter.ts';
import { countDropped } from './counting/counting.ts';
import { settingsFields } from './counting/settings.ts';
import { acceptDrops, fileButton, folderButton, type Receiver } from './drop.ts';
import { html } from './dom/element.ts';
import { blankPage, checkEmbedded, pageWith, readEmbedded, readHead, type Embedded } from './embedded.ts';
import { actions } from './panels/actions.ts';
import { drawHead, drawReport } from './report.ts';
import { afterPaint, showDrawn, showFirst, showPlain, type Drawn } from './sheet.ts';
import { languageSwitch, showIn } from './language/switch.ts';
import { drawSweep } from './sweep/page.ts';
import { styles } from './styles/styles.ts';

document.adoptedStyleSheets = [styles];

const blank = blankPage();

/** Behind the first panels. */
const CHECK_AFTER_MS = 1_000;

function focusOn(selector: string): void {
  const element = document.querySelector<HTMLElement>(selector);
  if (element?.localName === 'h1') element.tabIndex = -1;
  element?.focus({ preventScroll: true });
}

const failure = (sentence: string): HTMLElement => html('p', { class: 'failure', role: 'alert' }, sentence);

function drawn({ reports, sweep, unit, hints }: Embedded): Drawn {
  if (sweep !== null) return drawSweep(sweep, unit);
  const [a, b] = reports;
  return b === undefined ? drawReport(a!, unit, hints) : drawDifference(a!, b, unit);
}

class Page {
  #embedded: Embedded = {
    reports: [],
    sweep: null,
    unit: 'multiply-adds',
    hints: {},
    howToCount: null,
    language: 'en',
  };

  readonly #refuse = (sentence: string): void => {
    document.querySelector('.failure')?.remove();
    if (this.#isEmpty) this.#empty(sentence);
    else document.querySelector('header')?.after(failure(sentence));
    scrollTo(0, 0);
  };

  readonly #count: Receiver['count'] = (model) => countDropped(model, this.#embedded.howToCount);

  /** In place of what is shown. */
  readonly #opened: Receiver = {
    take: (reports) => this.#show({ reports, sweep: null, hints: {} }),
    count: this.#count,
    refuse: this.#refuse,
  };

  /** Beside the one that is shown. */
  readonly #compared: Receiver = {
    take: (reports) => {
      const [shown, ...others] = this.#embedded.reports;
      const isOne = shown !== undefined && others.length === 0 && reports.length === 1;
      this.#show({ reports: isOne ? [shown, ...reports] : reports, sweep: null, hints: {} });
    },
    count: this.#count,
    refuse: this.#refuse,
  };

  start(): void {
    acceptDrops(this.#compared);
    if (this.#first()) afterPaint(() => this.#whole());
    else this.#whole();
  }

  /** The verdict, which is seen before the rows are read. */
  #first(): boolean {
    try {
      const first = readHead();
      if (first === null) return false;
      showIn(first.language);
      showFirst(drawHead(first.head, first.unit));
      return true;
    } catch {
      return false;
    }
  }

  #whole(): void {
    // Something may have been dropped meanwhile.
    if (!this.#isEmpty) return;
    try {
      this.#show(readEmbedded());
    } catch {
      this.#damaged();
    }
    // What is right is seen at once; that it is right is checked behind it.
    const own = this.#embedded;
    setTimeout(() => {
      if (this.#embedded === own) this.#damaged();
    }, CHECK_AFTER_MS);
  }

  /** Says what is wrong with the data in the page, if anything is. */
  #damaged(): void {
    try {
      checkEmbedded();
    } catch (error) {
      this.#embedded = { ...this.#embedded, reports: [], sweep: null };
      this.#empty(error instanceof TfjsFlopsError ? error.message : 'The data in this page are damaged.');
    }
  }

  #empty(sentence: string | null): void {
    showIn(this.#embedded.language);
    showPlain([
      html('header', {}, html('h1', {}, 'What does this model cost?')),
      html(
        'main',
        { class: 'empty' },
        sentence === null ? null : failure(sentence),
        canCount
          ? html(
              'p',
              {},
              'Drop the folder of a TensorFlow.js model here, or its model.json with the weight files: it is counted and timed in this browser. A model.json alone is counted without times.',
            )
          : null,
        html('p', {}, 'Drop a saved report here, or two to see what changed from the first to the second.'),
        canCount
          ? html(
              'p',
              {},
              folderButton('Choose a folder', this.#opened),
              ' ',
              fileButton('Choose files', this.#opened),
            )
          : html('p', {}, fileButton('Open a report', this.#opened)),
        canCount ? settingsFields() : null,
        html(
          'p',
          { class: 'note' },
          canCount
            ? 'Nothing leaves this machine: the page asks its own server for its own files alone.'
            : 'Nothing leaves this machine: the page makes no request, and works offline.',
        ),
        html(
          'p',
          {},
          languageSwitch((language) => this.#show({ language })),
        ),
      ),
    ]);
  }

  get #isEmpty(): boolean {
    const { reports, sweep } = this.#embedded;
    return reports.length === 0 && sweep === null;
  }

  #show(next: Partial<Embedded>): void {
    // Drawn anew, what was pressed is gone: who uses the keyboard goes on where it was, or at the new heading.
    const isInUse = document.activeElement !== null && document.activeElement !== document.body;
    this.#embedded = { ...this.#embedded, ...next };
    const { reports, sweep, unit, language } = this.#embedded;
    showIn(language);
    if (this.#isEmpty) {
      this.#empty(null);
      if (isInUse) focusOn('[data-language]');
      return;
    }
    const models = sweep === null ? reports.map(({ model }) => model) : [sweep.sweep.model];
    document.title = `${models.map((model) => visible(model).slice(0, 60)).join(' → ')} · tfjs-flops`;
    const alone = (report: Report, label: string): HTMLElement =>
      html(
        'button',
        { type: 'button', click: () => this.#show({ reports: [report], hints: {} }) },
        `${label} alone`,
      );
    const open =
      reports.length === 0
        ? [fileButton('Open a report', this.#opened)]
        : reports.length === 1
          ? [
              fileButton('Compare with another report', this.#compared),
              fileButton('Open another report', this.#opened),
            ]
          : [
              alone(reports[0]!, 'A'),
              alone(reports[1]!, 'B'),
              fileButton('Open another report', this.#opened),
            ];
    const another = canCount
      ? html(
          'details',
          {},
          html('summary', {}, 'Count another model'),
          folderButton('Choose a folder', this.#opened),
          settingsFields(),
        )
      : null;
    const inOther = languageSwitch((other) => this.#show({ language: other }));
    const given = {
      name: models[0]!,
      reports,
      unit,
      page: () => pageWith(blank, this.#embedded),
      open: [open, another, inOther],
    };
    showDrawn(drawn(this.#embedded), actions(given));
    if (isInUse) focusOn(next.language === undefined ? 'h1' : '[data-language]');
  }
}

new Page().start();
