/** @file The language of the page, and its texts in it: English ones stand where they are drawn, Chinese ones in one table. */
import { LANGUAGES, type Language } from '../../trial/texts.ts';
import { CHINESE } from './chinese/table.ts';
import { reader, type Reader } from './reader.ts';

export const languageOf = (value: unknown): Language => LANGUAGES.find((each) => each === value) ?? 'en';

/** As HTML names them. */
export const HTML_LANGUAGES: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

/** That of the page as it is drawn next. */
let shown: Language = 'en';
let chinese: Reader | null = null;

export const setLanguage = (language: Language): void => void (shown = language);

export const shownLanguage = (): Language => shown;

/** An English text in the page's language; as it is where the table does not have it, and names are not asked for. */
export function inLanguage(text: string): string {
  if (shown === 'en') return text;
  chinese ??= reader(CHINESE);
  return chinese(text);
}
