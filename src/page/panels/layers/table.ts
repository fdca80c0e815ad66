/** @file The table of layers: a tree that folds, sorts and is searched; a click on a name says where its numbers come from. */
import { unitHeading } from '../../../core/unit.ts';
import { count } from '../../../core/writing.ts';
import type { Subject } from '../../data/subject.ts';
import { around, nearlyAll, type Item } from '../../data/tree.ts';
import { html, say } from '../../dom/element.ts';
import { panel } from '../../dom/figure.ts';
import { whenNear } from '../../dom/near.ts';
import { rowsIn, type Sort, type View } from './order.ts';
import { numbers, row } from './row.ts';
import { why } from './why.ts';

/** Rows that are drawn at once; the next ones when one comes near their end. */
const CHUNK = 100;
/** Few enough that a reader sees all groups at once. */
const FEW_ROWS = 25;
const NOTHING_FOUND = 'No layer has such a name or type.';

interface Column {
  readonly heading: string;
  readonly sort: Sort | null;
  readonly className: string;
}

export class LayerTable {
  readonly #subject: Subject;
  readonly #body = html('tbody');
  readonly #head = html('tr');
  readonly #end = html('p', { class: 'note', 'data-rows': 0 });
  readonly #flat = html('input', {
    type: 'checkbox',
    change: () => this.#change({ isFlat: this.#flat.checked }),
  });
  readonly #search = html('input', {
    type: 'search',
    placeholder: 'Search layers',
    'aria-label': 'Search layers by name or type',
    input: () => {
      this.#change({ query: this.#search.value });
      say(this.#found, this.#rows.length === 0 ? NOTHING_FOUND : count(this.#rows.length, 'row'));
    },
  });
  /** Said aloud: what a search leaves. */
  readonly #found = html('span', { class: 'unseen', role: 'status' });
  readonly #watch = whenNear(this.#end, () => this.#more());
  readonly #open = new Set<Item>();
  readonly #explained = new Set<Item>();
  #view: View;
  #rows: readonly Item[] = [];
  #drawn = 0;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.#view = { sort: 'order', isDescending: false, isFlat: false, query: '', open: this.#open };
    this.#openMain();
  }

  panel(): HTMLElement {
    const { report, roof, tree } = this.#subject;
    const sorts = (text: string, sort: Sort): HTMLElement =>
      html(
        'button',
        { type: 'button', click: () => this.#change({ sort, isDescending: true, isFlat: true, query: '' }) },
        text,
      );
    const whole = html(
      'tr',
      { class: 'total' },
      html('th', { scope: 'row' }, 'Total'),
      html('td', { class: 'wide' }),
      html('td', { class: 'wide' }),
      numbers(this.#subject, tree.root),
    );
    this.#draw();
    addEventListener('beforeprint', () => this.#more(2_000));
    return panel(
      'layers',
      'Layers',
      html(
        'div',
        { class: 'tools' },
        this.#search,
        report.total.time === null ? sorts('Costliest first', 'work') : sorts('Slowest first', 'time'),
        roof === null ? null : sorts('Most wasted time first', 'wasted'),
        html('button', { type: 'button', click: () => this.#all() }, 'Open all'),
        html('button', { type: 'button', click: () => this.#reset() }, 'Fold'),
        html('label', {}, this.#flat, ' without groups'),
        this.#found,
      ),
      html(
        'div',
        { class: 'scrolls', tabindex: 0, role: 'group', 'aria-label': 'Layers' },
        html(
          'table',
          { class: 'layers' },
          html(
            'caption',
            { class: 'unseen' },
            'Layers with their work and time; a name opens where its numbers come from',
          ),
          html('thead', {}, this.#head),
          this.#body,
          html('tfoot', {}, whole),
        ),
      ),
      this.#end,
      html(
        'p',
        { class: 'note' },
        'Bars are shares of the whole, both on one scale. “=” means that a closed form of the architecture gives the same number; “·” none, “?” unknown.',
        roof === null
          ? ''
          : ' Wasted is the time beyond the least that this machine could take for the same work.',
      ),
    );
  }

  /** Brings an item's row into view with its explanation. */
  show(item: Item): void {
    for (const each of around(item)) if (each !== item) this.#open.add(each);
    this.#explained.add(item);
    this.#change({ query: '', ...(this.#view.isFlat && item.children.length > 0 ? { isFlat: false } : {}) });
    this.#more(this.#rows.indexOf(item) + 1 - this.#drawn);
    const element = this.#body.querySelector<HTMLElement>(`tr[data-item="${item.id}"]`);
    element?.scrollIntoView({ block: 'center' });
    element?.querySelector<HTMLElement>('.link')?.focus({ preventScroll: true });
  }

  /** A table of one line is no use: a group that is nearly all is open from the start, where it has few parts. */
  #openMain(): void {
    const { root } = this.#subject.tree;
    let rows = root.children.length;
    for (const item of nearlyAll(root)) {
      rows += item.children.length;
      if (rows > FEW_ROWS) return;
      this.#open.add(item);
    }
  }

  #change(view: Partial<View>): void {
    this.#view = { ...this.#view, ...view };
    this.#flat.checked = this.#view.isFlat;
    if (this.#search.value !== this.#view.query) this.#search.value = this.#view.query;
    this.#draw();
  }

  #all(): void {
    for (const item of this.#subject.tree.items) this.#open.add(item);
    this.#change({ isFlat: false, query: '' });
  }

  #reset(): void {
    this.#open.clear();
    this.#openMain();
    this.#explained.clear();
    this.#change({ isFlat: false, query: '', sort: 'order', isDescending: false });
  }

  #columns(): readonly Column[] {
    const { report, unit, roof } = this.#subject;
    return [
      { heading: 'Layer', sort: 'name', className: '' },
      { heading: 'Type', sort: null, className: 'wide' },
      { heading: 'Output', sort: null, className: 'wide' },
      { heading: 'Parameters', sort: 'parameters', className: 'number wide' },
      { heading: unitHeading(unit), sort: 'work', className: 'number' },
      ...(report.total.time === null ? [] : [{ heading: 'ms', sort: 'time', className: 'number' } as const]),
      ...(roof === null ? [] : [{ heading: 'wasted ms', sort: 'wasted', className: 'number wide' } as const]),
      { heading: 'theory', sort: null, className: 'agrees' },
    ];
  }

  #headings(): readonly HTMLElement[] {
    return this.#columns().map(({ heading, sort, className }) => {
      if (sort === null) return html('th', { scope: 'col', class: className }, heading);
      const isSorted = this.#view.sort === sort;
      const direction = isSorted ? (this.#view.isDescending ? 'descending' : 'ascending') : null;
      const click = (): void =>
        this.#change(
          isSorted && this.#view.isDescending === (sort === 'name')
            ? { sort: 'order', isDescending: false }
            : { sort, isDescending: isSorted ? !this.#view.isDescending : sort !== 'name' },
        );
      const arrow = isSorted ? (this.#view.isDescending ? ' ↓' : ' ↑') : '';
      return html(
        'th',
        { scope: 'col', class: className, 'aria-sort': direction },
        html('button', { type: 'button', class: 'sort', click }, heading + arrow),
      );
    });
  }

  #draw(): void {
    const sorted = [...this.#head.children].findIndex((each) => each.contains(document.activeElement));
    this.#head.replaceChildren(...this.#headings());
    this.#head.children[sorted]?.querySelector('button')?.focus({ preventScroll: true });
    this.#rows = rowsIn(this.#subject, this.#view);
    this.#body.replaceChildren();
    this.#drawn = 0;
    this.#more();
  }

  #rowOf(item: Item): readonly HTMLElement[] {
    const isInTree = !this.#view.isFlat && this.#view.query.trim() === '';
    const isExplained = this.#explained.has(item);
    const toggled = (set: Set<Item>): void => {
      if (!set.delete(item)) set.add(item);
      const drawn = this.#drawn;
      this.#draw();
      this.#more(drawn - this.#drawn);
      this.#body
        .querySelector<HTMLElement>(`tr[data-item="${item.id}"] ${set === this.#open ? '.fold' : '.link'}`)
        ?.focus();
    };
    const made = row(this.#subject, item, {
      isOpen: this.#open.has(item),
      isExplained,
      isInTree,
      toggle: () => toggled(this.#open),
      explain: () => toggled(this.#explained),
    });
    if (!isExplained) return [made];
    const columns = this.#columns().length;
    return [
      made,
      html('tr', { class: 'drawer' }, html('td', { colspan: columns }, why(this.#subject, item))),
    ];
  }

  #more(rows = CHUNK): void {
    const next = this.#rows.slice(this.#drawn, this.#drawn + Math.max(0, rows));
    this.#body.append(...next.flatMap((item) => this.#rowOf(item)));
    this.#drawn += next.length;
    this.#end.dataset['rows'] = String(this.#rows.length);
    const rest = this.#rows.length - this.#drawn;
    if (rest > 0) this.#watch();
    say(
      this.#end,
      rest > 0
        ? `${count(rest, 'more row')} below: they are drawn as you scroll.`
        : this.#rows.length === 0
          ? NOTHING_FOUND
          : this.#rows.length > FEW_ROWS
            ? count(this.#rows.length, 'row')
            : '',
    );
  }
}
