/** @file What one must know to trust the run, and all that one needs to repeat it. */
import type { Json } from '../../core/shape.ts';
import { dimensions, integer } from '../../core/writing.ts';
import type { Subject } from '../data/subject.ts';
import { html, type Child } from '../dom/element.ts';
import { panel } from '../dom/figure.ts';
import { inLanguage } from '../language/language.ts';

/** `imageSize` as words: `image size`. */
const words = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Digits of a measured number that mean something: a clock's resolution is no better known. */
const DIGITS = 3;

const written = (value: Json): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(DIGITS)))
    : JSON.stringify(value);
};

export function environment({ report, hints }: Subject): HTMLElement {
  const { environment, backend, inputs, peaks, machine, repairs, total } = report;
  const runs = total.time?.runs ?? null;
  const pairs: readonly (readonly [string, string])[] = [
    ['backend', backend],
    ...inputs.map(({ name, shape, dtype }) => [`input ${name}`, `${dimensions(shape)} ${dtype}`] as const),
    ...Object.entries(environment).map(([name, value]) => [words(name), written(value as Json)] as const),
    ...(runs === null ? [] : [['timed passes', integer(runs)] as const]),
    ...(peaks === null
      ? []
      : [
          [
            'peaks',
            `${(peaks.multiplyAddsPerSecond / 1e9).toFixed(1)} G multiply-adds/s, ${(peaks.bytesPerSecond / 1e9).toFixed(1)} GB/s, ${(1000 * peaks.launchMs).toPrecision(2)} µs a kernel`,
          ] as const,
        ]),
    ...(machine === null
      ? []
      : [['executed on', `${machine.binary} binary, tiles for ${machine.host}`] as const]),
  ];
  const repeat: Child =
    hints.repeat === undefined ? null : html('p', {}, 'To repeat it: ', html('code', {}, hints.repeat));
  return panel(
    'environment',
    'How it was run',
    repeat,
    html(
      'dl',
      { class: 'facts' },
      pairs.map(([name, value]) => [
        html('dt', {}, name),
        html('dd', {}, html('bdi', {}, inLanguage(value))),
      ]),
    ),
    repairs.length === 0
      ? null
      : [
          html('h3', {}, 'Changed on a copy of the model, so that tfjs loads it'),
          html(
            'ul',
            {},
            repairs.map((repair) => html('li', {}, html('bdi', {}, repair))),
          ),
        ],
  );
}
