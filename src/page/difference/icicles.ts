/** @file Both trees of layers on one scale, what was added, removed or changed marked by colour and pattern. */
import type { Unit } from '../../core/unit.ts';
import { measured, measureName, MEASURES, share, type Measure } from '../data/measures.ts';
import { layerTree, type Item, type Tree } from '../data/tree.ts';
import { html, nameOf, say } from '../dom/element.ts';
import { figure, panel } from '../dom/figure.ts';
import { statesOf, type Difference, type State } from './lines.ts';

const NARROWEST = 1 / 1000;
const NAMED = 1 / 60;
const ROW_PX = 26;
const MOST_LEVELS = 5;

/** Of a group the state that all in it have, else `mixed`. */
function stateOf(item: Item, states: ReadonlyMap<number, State>): State | 'mixed' {
  const found = new Set(item.rows.map((row) => states.get(row) ?? 'same'));
  const [only] = found;
  return found.size > 1 ? 'mixed' : (only ?? 'same');
}

interface Side {
  readonly label: 'A' | 'B';
  readonly tree: Tree;
  readonly states: ReadonlyMap<number, State>;
}

function drawing({ label, tree, states }: Side, measure: Measure, unit: Unit, widest: number): HTMLElement {
  const marks: HTMLElement[] = [];
  let levels = 1;
  const visit = (item: Item, left: number, level: number): void => {
    const width = widest === 0 ? 0 : item.values[measure] / widest;
    if (level > MOST_LEVELS || (level > 0 && width < NARROWEST)) return;
    levels = Math.max(levels, level + 1);
    const state = stateOf(item, states);
    const element = html(
      'span',
      {
        class: `block ${state}`,
        title: `${item.fullName.slice(0, 300)}: ${measured(item.values[measure], measure, unit)}, ${state}`,
        'data-value': item.values[measure],
        'data-level': level,
      },
      width >= NAMED ? nameOf(item.name) : null,
    );
    element.style.left = `${100 * left}%`;
    element.style.width = `${100 * width}%`;
    element.style.top = `${ROW_PX * level}px`;
    marks.push(element);
    let at = left;
    for (const child of item.children) {
      visit(child, at, level + 1);
      at += child.values[measure] / (widest || 1);
    }
  };
  visit(tree.root, 0, 0);
  const box = html('div', { class: 'icicle', role: 'img', 'aria-label': `Layers of ${label}` }, marks);
  box.style.height = `${levels * ROW_PX}px`;
  return html('div', { class: 'side', 'data-side': label }, html('p', { class: 'side-name' }, label), box);
}

export function icicles(difference: Difference, unit: Unit): HTMLElement {
  const { a, b, lines, isTimed, isExecuted } = difference;
  const states = statesOf(difference);
  const sides: readonly Side[] = [
    { label: 'A', tree: layerTree(a), states: states.a },
    { label: 'B', tree: layerTree(b), states: states.b },
  ];
  const known = MEASURES.filter((measure) => measure !== 'time' || isTimed).filter(
    (measure) => measure !== 'executed' || isExecuted,
  );
  const says = html('span', { 'data-figure': 'icicles' });
  const drawn = html('div');
  const buttons = new Map<Measure, HTMLElement>();
  const show = (measure: Measure): void => {
    for (const [each, button] of buttons) button.setAttribute('aria-pressed', String(each === measure));
    const [inA, inB] = sides.map(({ tree }) => tree.root.values[measure]) as [number, number];
    drawn.replaceChildren(...sides.map((side) => drawing(side, measure, unit, Math.max(inA, inB))));
    const moved = lines.filter(({ state }) => state !== 'same');
    const [touchedA, touchedB] = [
      moved.reduce((sum, line) => sum + line.inA[measure], 0),
      moved.reduce((sum, line) => sum + line.inB[measure], 0),
    ];
    say(
      says,
      `A ${measured(inA, measure, unit)}, B ${measured(inB, measure, unit)}. What changed, was added or removed is ${share(touchedA, inA)} of A and ${share(touchedB, inB)} of B.`,
    );
  };
  for (const measure of known)
    buttons.set(
      measure,
      html(
        'button',
        { type: 'button', 'aria-pressed': 'false', click: () => show(measure) },
        measureName(measure, unit),
      ),
    );
  show(known[0]!);
  const legend = html(
    'ul',
    { class: 'terms' },
    (['changed', 'added', 'removed', 'same'] as const).map((state) =>
      html('li', {}, html('span', { class: `swatch ${state}`, 'aria-hidden': true }), state),
    ),
  );
  return panel(
    'where',
    'Where it changed',
    html('div', { class: 'switch', role: 'group', 'aria-label': 'Measured by' }, [...buttons.values()]),
    figure(says, [drawn, legend], null),
  );
}
