/**
 * @file JSON that somebody else wrote: parsed, kept from reaching `Object.prototype`, and quoted in messages without
 * what a terminal would obey.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Json } from '../core/shape.ts';

export type JsonRecord = { readonly [key: string]: Json };

/** Nested models take about six levels each; recursion in tfjs takes a few thousand before the stack ends. */
const MAX_DEPTH = 512;

const isUnsafeKey = (key: string): boolean =>
  key === '__proto__' || key === 'constructor' || key === 'prototype';

/** Names that an object without any entries answers to: as keys of a plain object they find what is not there. */
export const isUnsafeName = (name: string): boolean => isUnsafeKey(name) || name in Object.prototype;

export const isRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const MAX_SHOWN = 160;

/** Text of a file as it may stand in a message: no control characters, not longer than a line. */
export function plain(text: string): string {
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  // oxlint-disable-next-line no-control-regex
  return cut.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu, '\uFFFD');
}

/** A value of a file as it may stand in a message; of large ones the beginning. */
export const shown = (value: Json | undefined): string =>
  value === undefined ? 'nothing' : plain(JSON.stringify(beginningOf(value, 3)));

const first = <T>(entries: readonly T[]): readonly T[] => entries.slice(0, 8);

/** At most eight entries, three levels deep: a text of all might be longer than a text can be. */
function beginningOf(value: Json, levels: number): Json {
  if (typeof value === 'string') return value.slice(0, MAX_SHOWN + 1);
  if (!isList(value) && !isRecord(value)) return value;
  if (levels === 0) return '…';
  if (isList(value)) return first(value).map((entry) => beginningOf(entry, levels - 1));
  const entries = first(Object.entries(value)).map(([key, entry]) => [key, beginningOf(entry, levels - 1)]);
  return Object.fromEntries(entries) as JsonRecord;
}

/**
 * Text as UTF-8 JSON.
 * @param location names the file in messages
 * @throws TfjsFlopsError `invalid-model` for what is no JSON, nests deeper than 512 levels or holds a key that tfjs
 *   would write through to `Object.prototype`
 */
export function parseJson(bytes: Uint8Array, location: string): Json {
  const text = decode(bytes, location);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    if (text.trimStart().startsWith('<'))
      throw invalid(
        `${location} is a page of HTML or XML, not JSON`,
        'give the address of the model.json itself',
      );
    const infinite = INFINITE.exec(text);
    if (infinite !== null) throw infinity(text, infinite, location);
    if (text.startsWith(LFS_POINTER)) throw lfsPointer(location);
    const reason = error instanceof Error ? plain(error.message) : String(error);
    throw invalid(`${location} is not JSON: ${reason}`, 'copy the file again', 'convert the model again');
  }
  refuseUnsafe(value, location);
  return value;
}

/** Python writes these, and JSON does not know them. */
const INFINITE = /"([^"\\]*)"\s*:\s*(-?Infinity|NaN)\b/;

/** The weight whose range it is stands before it. */
function infinity(
  text: string,
  { index, 1: key = '', 2: value = '' }: RegExpExecArray,
  location: string,
): TfjsFlopsError {
  const names = [...text.slice(0, index).matchAll(/"name"\s*:\s*"([^"\\]*)"/g)];
  const name = names.at(-1)?.[1];
  const isRange = key === 'min' || key === 'scale';
  const of = isRange && name !== undefined ? ` of weight ${shown(name)}` : '';
  const cause = isRange ? ': its values are not all finite, and cannot be quantised' : '';
  return invalid(
    `${location} holds ${value} as ${shown(key)}${of}, which JSON does not know${cause}`,
    ...(isRange
      ? [
          'convert the model again without quantisation, or without it for that weight',
          'make its values finite',
        ]
      : ['write a number there']),
  );
}

/** The first line of what Git LFS leaves in the place of a file that it did not fetch. */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

export const isLfsPointer = (bytes: ArrayBuffer): boolean =>
  new TextDecoder().decode(bytes.slice(0, LFS_POINTER.length)) === LFS_POINTER;

export const lfsPointer = (file: string): TfjsFlopsError =>
  new TfjsFlopsError('missing-file', `${file} is a pointer of Git LFS, not the file itself`, {
    remedies: ['fetch the files, where the repository is: git lfs pull', 'download the file itself'],
  });

function decode(bytes: Uint8Array, location: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid(`${location} is not JSON: it is no UTF-8 text`, 'give the model.json, not the weights');
  }
}

/** Without recursion, so that deep nesting is an answer and no stack overflow. */
function refuseUnsafe(root: Json, location: string): void {
  let level: readonly Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      throw invalid(
        `${location} nests deeper than ${MAX_DEPTH} levels, which no model does`,
        'convert it again',
      );
    const below: Json[] = [];
    for (const value of level) {
      if (value === '__proto__') throw unsafe(value, location);
      if (isList(value)) for (const entry of value) below.push(entry);
      else if (isRecord(value))
        for (const key of Object.keys(value)) {
          if (isUnsafeKey(key)) throw unsafe(key, location);
          below.push(value[key]!);
        }
    }
    level = below;
  }
}

const unsafe = (text: string, location: string): TfjsFlopsError =>
  invalid(
    `${location} holds "${text}", a name that JavaScript keeps for itself`,
    'rename it',
    'do not trust the file',
  );

const invalid = (what: string, ...remedies: readonly string[]): TfjsFlopsError =>
  new TfjsFlopsError('invalid-model', what, { remedies });
