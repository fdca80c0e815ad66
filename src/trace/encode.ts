/**
 * @file A kernel call as a list of integers: equal lists are equal calls. One flat list makes the hash and the
 * comparison two tight loops; string keys would cost 0.8 µs a kernel.
 */
import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';

const FNV_PRIME = 16777619;
const FNV_OFFSET = -2128831035;

/** Attribute strings as integers. */
const strings = new Map<string, number>();
const stringNumber = (text: string): number => {
  let number = strings.get(text);
  if (number === undefined) strings.set(text, (number = strings.size));
  return number;
};

/** Kinds of attribute value, so that `2`, `'2'`, `[2]` and `true` differ. */
const NUMBER = 1;
const TEXT = 2;
const TRUE = 3;
const FALSE = 4;
const LIST = 5;
const NONE = 6;
const NOT_A_NUMBER = 7;

/** Grows a list of numbers and knows the FNV-1a hash of what was pushed. */
export class Encoder {
  readonly list: number[] = [];
  length = 0;
  hash = FNV_OFFSET;

  reset(): void {
    this.length = 0;
    this.hash = FNV_OFFSET;
  }

  push(number: number): void {
    this.list[this.length++] = number;
    this.hash = Math.imul(this.hash ^ number, FNV_PRIME);
  }

  /** dtype by its first letter, which tells all five apart. */
  pushTensor({ shape, dtype }: TensorInfo, position: number, isWeight: boolean): void {
    this.push((position << 16) | (dtype.charCodeAt(0) << 8) | (shape.length << 1) | (isWeight ? 1 : 0));
    for (let i = 0; i < shape.length; i++) this.push(shape[i]!);
  }

  pushAttribute(value: NamedAttrMap[string] | undefined): void {
    if (typeof value === 'number') {
      this.push(Number.isNaN(value) ? NOT_A_NUMBER : NUMBER);
      this.push(Number.isNaN(value) ? 0 : value);
    } else if (typeof value === 'string') {
      this.push(TEXT);
      this.push(stringNumber(value));
    } else if (typeof value === 'boolean') {
      this.push(value ? TRUE : FALSE);
    } else if (Array.isArray(value)) {
      this.push(LIST);
      this.push(value.length);
      for (const element of value) this.pushAttribute(element);
    } else {
      this.push(NONE);
    }
  }

  equals(other: readonly number[]): boolean {
    if (other.length !== this.length) return false;
    for (let i = 0; i < other.length; i++) if (this.list[i] !== other[i]) return false;
    return true;
  }

  copy(): readonly number[] {
    return this.list.slice(0, this.length);
  }
}
