/**
 * @file The tree of layers as an icicle: the width of an item is its share. The measure changes and the items stay, with
 * their colours, so that one sees the mass move.
 */
import { count } from '../../core/writing.ts';
import { measured, measureName, share, type Measure } from '../data/measures.ts';
import type { Subject } from '../data/subject.ts';
import type { Item } from '../data/tree.ts';
import { html, nameOf, say } from '../dom/element.ts';
import { figure, panel } from '../dom/figure.ts';

/** Narrower ones, as a share of what is shown, are less than a pixel. */
const NARROWEST = 1 / 1000;
/** Narrower ones have no room for a name. */
const NARROWEST_NAMED = 1 / 60;
const ROW_PX = 30;
const MOST_LEVELS = 12;

/** Where an item is drawn: shares of the whole width. */
interface Place {
  readonly item: Item;
  readonly left: number;
  readonly width: number;
  readonly level: number;
}

/** The items that are wide enough, and what is in those that are not. */
function placed(
  focus: Item,
  measure: Measure,
): { readonly places: readonly Place[]; readonly narrow: number } {
  const whole = focus.values[measure];
  const places: Place[] = [];
  let narrow = 0;
  const visit = (item: Item, left: number, level: number): void => {
    const width = level === 0 ? 1 : whole === 0 ? 0 : item.values[measure] / whole;
    if (level > 0 && (width < NARROWEST || level > MOST_LEVELS)) {
      if (item.values[measure] > 0) narrow += 1;
      return;
    }
    places.push({ item, left, width, level });
    let at = left;
    for (const child of item.children) {
      visit(child, at, level + 1);
      at += child.values[measure] / whole;
    }
  };
  visit(focus, 0, 0);
  return { places, narrow };
}

class Icicle {
  readonly #subject: Subject;
  readonly #drawing = html('div', {
    class: 'icicle',
    role: 'group',
    'aria-label': 'Layers by their share; arrow keys move, Enter opens',
  });
  readonly #says = html('span', { 'data-figure': 'icicle' });
  readonly #detail = html('p', { class: 'detail', 'aria-live': 'polite' });
  readonly #elements = new Map<Item, HTMLButtonElement>();
  readonly #switches = new Map<Measure, HTMLButtonElement>();
  #measure: Measure;
  #focus: Item;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.#measure = subject.measures[0]!;
    this.#focus = subject.tree.root;
    this.#drawing.addEventListener('keydown', (event) => this.#onKey(event));
  }

  panel(): HTMLElement {
    const { measures, unit, tree, report } = this.#subject;
    const switches = measures.map((measure) => {
      const button = html(
        'button',
        { type: 'button', 'aria-pressed': 'false', click: () => this.#show(this.#focus, measure) },
        measureName(measure, unit),
      );
      this.#switches.set(measure, button);
      return button;
    });
    this.#show(this.#focus, this.#measure);
    return panel(
      'where',
      'Where it sits',
      html('div', { class: 'switch', role: 'group', 'aria-label': 'Measured by' }, switches),
      figure(this.#says, [this.#drawing, this.#detail], {
        caption: 'Groups and layers by all measures',
        columns: [
          { heading: 'Layer' },
          ...measures.map((each) => ({ heading: measureName(each, unit), isNumber: true })),
        ],
        lines: () =>
          tree.items
            .filter(({ depth }) => depth <= 2)
            .map((item) => [
              nameOf(item.depth === 0 ? report.model : item.fullName),
              ...measures.map((each) => measured(item.values[each], each, unit)),
            ]),
      }),
    );
  }

  #describe(item: Item): string {
    const { measures, unit, tree } = this.#subject;
    const whole = tree.root.values;
    const texts = measures.map((each) => {
      const value = measured(item.values[each], each, unit);
      return item.depth === 0 ? value : `${value} (${share(item.values[each], whole[each])})`;
    });
    return `${item.fullName}: ${texts.join(' · ')}`;
  }

  #elementOf(item: Item): HTMLButtonElement {
    const known = this.#elements.get(item);
    if (known !== undefined) return known;
    const detail = (): void => say(this.#detail, this.#describe(item));
    const element = html(
      'button',
      {
        type: 'button',
        tabindex: -1,
        class: `hue-${item.depth === 0 ? 'none' : item.hue}`,
        'data-item': item.id,
        focus: detail,
        mouseenter: detail,
        click: () => this.#open(item),
      },
      nameOf(item.name),
    );
    this.#elements.set(item, element);
    this.#drawing.append(element);
    return element;
  }

  #open(item: Item): void {
    if (item.children.length === 0) return this.#subject.show(item);
    this.#show(item === this.#focus ? (item.parent ?? item) : item, this.#measure);
    this.#elements.get(item)?.focus();
  }

  #show(focus: Item, measure: Measure): void {
    const { unit, tree } = this.#subject;
    [this.#focus, this.#measure] = [focus, measure];
    for (const [each, button] of this.#switches)
      button.setAttribute('aria-pressed', String(each === measure));
    const { places, narrow } = placed(focus, measure);
    const drawn = new Set(places.map(({ item }) => item));
    for (const [item, element] of this.#elements) element.hidden = !drawn.has(item);
    const levels = Math.max(0, ...places.map(({ level }) => level)) + 1;
    this.#drawing.style.height = `${levels * ROW_PX}px`;
    for (const { item, left, width, level } of places) {
      const element = this.#elementOf(item);
      element.style.left = `${100 * left}%`;
      element.style.width = `${100 * width}%`;
      element.classList.toggle('unnamed', width < NARROWEST_NAMED);
      element.style.top = `${level * ROW_PX}px`;
      element.dataset['value'] = String(item.values[measure]);
      element.setAttribute(
        'aria-label',
        `${item.fullName}, ${share(item.values[measure], tree.root.values[measure])}`,
      );
      element.tabIndex = item === focus ? 0 : -1;
    }
    const largest = focus.children.toSorted((a, b) => b.values[measure] - a.values[measure])[0];
    const whole = focus.values[measure];
    this.#says.dataset['total'] = String(whole);
    const parts = [
      `${focus.depth === 0 ? 'The model' : focus.fullName}: ${measured(whole, measure, unit)}`,
      ...(largest === undefined || whole === 0
        ? []
        : [`the most in ${largest.fullName}, ${share(largest.values[measure], whole)}`]),
      ...(focus.depth === 0 ? [] : ['click the top row to go back']),
      ...(narrow === 0 ? [] : [`${count(narrow, 'item')} too narrow to see`]),
    ];
    say(this.#says, parts.join(' · '));
    say(this.#detail, this.#describe(focus));
  }

  #onKey(event: KeyboardEvent): void {
    const id = (event.target as HTMLElement).dataset['item'];
    const item = id === undefined ? undefined : this.#subject.tree.items[Number(id)];
    if (item === undefined) return;
    if (event.key === 'Escape') return this.#show(this.#focus.parent ?? this.#focus, this.#measure);
    const siblings = (item.parent?.children ?? []).filter(
      (each) => this.#elements.get(each)?.hidden === false,
    );
    const at = siblings.indexOf(item);
    const next = {
      ArrowRight: siblings[at + 1],
      ArrowLeft: siblings[at - 1],
      ArrowDown: item.children.find((each) => this.#elements.get(each)?.hidden === false),
      ArrowUp: item === this.#focus ? undefined : (item.parent ?? undefined),
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const element = this.#elements.get(next);
    for (const each of this.#elements.values()) each.tabIndex = -1;
    if (element === undefined) return;
    element.tabIndex = 0;
    element.focus();
  }
}

export const icicle = (subject: Subject): HTMLElement => new Icicle(subject).panel();
