/** @file Limits: amounts (`320M`, `4 GB`, 320000000), or shares of what a baseline has (`+2%`). */
import { TfjsFlopsError, type OptionValue } from '../core/errors.ts';
import { received } from '../core/options.ts';
import type { Json } from '../core/shape.ts';

/** An amount, or what may be added to the baseline's. */
export type Limit = number | string;

/** A limit that was read. */
export interface ReadLimit {
  /** As it was given, for texts. */
  readonly given: string;
  readonly isRelative: boolean;
  /** The most that is allowed. @param before what the baseline has; only a relative limit asks */
  allowed(before: number): number;
}

const FACTORS = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 } as const;
const BINARY_FACTORS = { ki: 2 ** 10, mi: 2 ** 20, gi: 2 ** 30 } as const;

/** `320M`, `1.5G`; of bytes also `64MB`, `64 MiB`. */
function amountOf(text: string, isBytes: boolean): number {
  const [, digits = '', prefix = '', unit = ''] =
    /^(\d+(?:\.\d+)?)\s*(k|m|g|t|ki|mi|gi)?(b)?$/i.exec(text) ?? [];
  const name = prefix.toLowerCase();
  const isOfBytes = unit !== '' || name in BINARY_FACTORS;
  if (digits === '' || (isOfBytes && !isBytes)) return Number.NaN;
  const factor = { ...FACTORS, ...BINARY_FACTORS }[name as keyof typeof FACTORS];
  // 4.1M is 4,100,000, though no float64 is 4.1.
  const amount = Number(digits) * factor;
  return Math.abs(amount - Math.round(amount)) < 1e-6 ? Math.round(amount) : amount;
}

/** `before` and so many per cent, rounded down: exact, however large it is. */
function plusPercent(before: number, sign: string, digits: string): number {
  const [whole = '0', fraction = ''] = digits.split('.');
  const scale = 10n ** BigInt(fraction.length);
  const share = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return Number((BigInt(before) * (100n * scale + share)) / (100n * scale));
}

/**
 * @param option that it is the value of
 * @param value as it was given
 * @param isBytes whether it is of bytes
 * @throws TfjsFlopsError `invalid-option` for what is no limit
 */
export function readLimit(option: OptionValue, value: unknown, isBytes: boolean): ReadLimit {
  const forms = isBytes ? "64MB, 64MiB, or '+2%' of the baseline's" : "320M, or '+2%' of the baseline's";
  const wrong = (): TfjsFlopsError =>
    typeof value === 'string' || typeof value === 'number'
      ? new TfjsFlopsError('invalid-option', 'is no limit', { option, remedies: [`give ${forms}`] })
      : new TfjsFlopsError('invalid-option', `must be a limit, got ${received(value)}`, {
          option: { name: option.name },
          remedies: [`give ${forms}`],
        });
  if (typeof value !== 'string' && typeof value !== 'number') throw wrong();
  const text = String(value).trim();
  const [, sign = '', digits = ''] = /^([+-])(\d{1,9}(?:\.\d{1,6})?)\s*%$/.exec(text) ?? [];
  if (digits !== '') {
    if (sign === '-' && Number(digits) > 100) throw wrong();
    return {
      given: `${sign}${digits} %`,
      isRelative: true,
      allowed: (before) => plusPercent(before, sign, digits),
    };
  }
  const amount = typeof value === 'number' ? value : amountOf(text, isBytes);
  if (!Number.isSafeInteger(amount) || amount < 0) throw wrong();
  return { given: text, isRelative: false, allowed: () => amount };
}

/** An option with one of its values, for errors. */
export const optionOf = (name: string, value: unknown): OptionValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'object'
    ? { name, value: value as Json }
    : { name };
