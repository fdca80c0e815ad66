/**
 * @file The language of the page, and the titles of its panels in Chinese. English titles stand where the panels are drawn;
 * what a panel says is in English but for the textbook's, whose text is Chinese.
 */
import { LANGUAGES, type Language } from '../trial/texts.ts';
import { html } from './dom/element.ts';

export const languageOf = (value: unknown): Language => LANGUAGES.find((each) => each === value) ?? 'en';

/** As HTML names them. */
export const HTML_LANGUAGES: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

const TITLES_IN_CHINESE: Readonly<Record<string, string>> = {
  Findings: '发现',
  'Where it sits': '开销分布',
  'Where it changed': '变化分布',
  Layers: '各层',
  'Derived four times': '四种推导',
  Textbook: '教科书公式',
  'How far from the roof': '与屋顶线的距离',
  Memory: '内存',
  'The first pass on the GPU': 'GPU 上的首次运行',
  'The pass in time': '一次运行的时间线',
  'By size': '随尺寸的变化',
  'How it grows': '增长方式',
  Kernels: '内核',
  'How it was run': '运行环境',
  'How they were run': '运行环境',
};

/** What the page says of its own language. */
const LANGUAGE_NOTE = '本页的标题和“教科书公式”一节为中文，其余各节为英文。';

/** That of the page as it is drawn next. */
let shown: Language = 'en';

export const setLanguage = (language: Language): void => void (shown = language);
export const shownLanguage = (): Language => shown;

/** @returns `null` where the page has no other words for it than the English ones */
export const titleInChinese = (title: string): string | null =>
  shown === 'zh' && Object.hasOwn(TITLES_IN_CHINESE, title) ? TITLES_IN_CHINESE[title]! : null;

/** A button to the other language, and what of the page is in this one. */
export function languageSwitch(show: (language: Language) => void): HTMLElement {
  const other: Language = shown === 'en' ? 'zh' : 'en';
  return html(
    'span',
    {},
    html(
      'button',
      { type: 'button', lang: HTML_LANGUAGES[other], 'data-language': other, click: () => show(other) },
      other === 'zh' ? '中文' : 'English',
    ),
    shown === 'zh' ? html('span', { class: 'note', lang: HTML_LANGUAGES.zh }, ` ${LANGUAGE_NOTE}`) : null,
  );
}
