/** @file Names of files and folders that say nothing of the model in them. */

const SAYS_NOTHING =
  /^(?:(?:web|saved|tfjs|my)?[_-]?models?|tfjs|index|main|dist|build|public|static|assets|exports?|outputs?)$/i;

/** `models`, `app/web_model`. */
export const saysNothing = (title: string): boolean => SAYS_NOTHING.test(title.split('/').at(-1) ?? '');
