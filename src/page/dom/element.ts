/**
 * @file Elements by their names. Texts are text nodes and nothing is parsed as HTML, so that no name of a layer can be
 * anything but text. They are written in English and stand in the page's language, but for those in `<bdi>`, `<code>` and
 * formulas, which are names, commands and letters.
 */
import { inLanguage } from '../language/language.ts';

export type Child = Node | string | null | readonly Child[];

/** Listeners are functions, `null` and `false` leave an attribute out. */
export type Attributes = Readonly<
  Record<string, string | number | boolean | null | ((event: Event) => void)>
>;

/** Attributes that are read by people. */
const READ = new Set(['aria-label', 'title', 'placeholder']);

/** Elements whose text is nobody's language. */
const VERBATIM = new Set(['bdi', 'code']);
const MATH = 'http://www.w3.org/1998/Math/MathML';

const isVerbatim = (parent: Node): boolean =>
  parent instanceof Element && (parent.namespaceURI === MATH || VERBATIM.has(parent.localName));

function fill(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== null && value !== false)
      element.setAttribute(
        name,
        value === true
          ? ''
          : READ.has(name) && !isVerbatim(element)
            ? inLanguage(String(value))
            : String(value),
      );
  append(element, children);
}

/** Appends what is not `null`. */
export function append(parent: Node, children: readonly Child[]): void {
  for (const child of children)
    if (Array.isArray(child)) append(parent, child);
    else if (child !== null)
      parent.appendChild(
        typeof child === 'string'
          ? document.createTextNode(isVerbatim(parent) ? child : inLanguage(child))
          : (child as Node),
      );
}

/** Puts a text in the place of what an element holds. */
export function say(element: Element, text: string): void {
  element.textContent = inLanguage(text);
}

/** `html('td', { class: 'number' }, '12')` */
export function html<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/** An element of a drawing. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(element, attributes, children);
  return element;
}

/** An element of a formula. */
export function math(tag: string, ...children: readonly Child[]): Element {
  const element = document.createElementNS(MATH, tag);
  append(element, children);
  return element;
}

/** Longer names may be cut somewhere, characters. */
const SHORT = 20;

/** A name out of a model's file: kept apart from the direction of the text around it, cut by the styles where it is long. */
export const nameOf = (name: string, className = 'name'): HTMLElement =>
  html('bdi', { class: className, title: name.length > SHORT ? name.slice(0, 500) : null }, name);
