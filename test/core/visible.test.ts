/** @file Text that was read from a file is gone through for what a terminal obeys, unless all of it was seen visible. */
import { describe, expect, it } from 'vitest';
import { rememberVisible, visible, visibleIn } from '../../src/core/visible.ts';

const CHARACTERS = Array.from({ length: 0x1_00_00 }, (_, code) => String.fromCharCode(code));

/** A character as some writer of JSON may put it: itself where JSON allows it, or escaped. */
const spellings = (character: string): readonly string[] => [
  JSON.stringify(character),
  `"\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}"`,
];

const shown = (json: string): string => {
  const data = { name: JSON.parse(json) as string };
  rememberVisible(data, `{\r\n\t"name": ${json} }`);
  return visibleIn(data).name;
};

describe('rememberVisible', () => {
  it('lets none of 65,536 characters through that visible() escapes, however it is spelt', () => {
    const wrong = CHARACTERS.filter((character) =>
      spellings(character).some((json) => shown(json) !== visible(character)),
    );
    expect(wrong).toEqual([]);
    expect(CHARACTERS.filter((character) => visible(character) !== character).length).toBeGreaterThan(65);
  });

  it('spares data of a text that is visible: the planted character stays', () => {
    const data = { name: '\u001B' };
    rememberVisible(data, '{ "name": "conv1" }');
    expect(visibleIn(data)).toBe(data);
  });
});
