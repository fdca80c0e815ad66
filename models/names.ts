/** @file The names of networks: known before any network or tfjs is loaded. */

/** In the zoo's order. */
export const ZOO_NAMES = [
  'resnet18',
  'resnet50',
  'resnet50-v1',
  'vgg16',
  'mobilenet-v1',
  'mobilenet-v2',
  'vit-b16',
  'deit-ti16',
  'deit-ti16-distilled',
] as const;

/** Those of no publication are there too. */
export const NETWORK_NAMES = [...ZOO_NAMES, 'vit'] as const;

/** Whether a word is one of them, `NAME:…`, or such a spec with a name that may be misspelled. */
export function mayNameNetwork(word: string): boolean {
  const colon = word.indexOf(':');
  return colon < 0 ? NETWORK_NAMES.some((name) => name === word) : !/[/\\]/.test(word);
}
