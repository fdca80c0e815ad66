/** @file The page's language as a whole, and the button to the other one. */
import type { Language } from '../../trial/texts.ts';
import { html } from '../dom/element.ts';
import { HTML_LANGUAGES, setLanguage, shownLanguage } from './language.ts';

/** Of the page as it is drawn next. */
export function showIn(language: Language): void {
  setLanguage(language);
  document.documentElement.lang = HTML_LANGUAGES[language];
}

export function languageSwitch(show: (language: Language) => void): HTMLElement {
  const other: Language = shownLanguage() === 'en' ? 'zh' : 'en';
  return html(
    'button',
    { type: 'button', lang: HTML_LANGUAGES[other], 'data-language': other, click: () => show(other) },
    html('bdi', {}, other === 'zh' ? '中文' : 'English'),
  );
}
