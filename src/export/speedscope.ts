/**
 * @file A report in speedscope's file format: a flame graph of work and, where kernels were timed, one of time.
 * https://www.speedscope.app/file-format-schema.json
 */
import type { Report } from '../core/report.ts';
import { inUnit, unitName } from '../core/unit.ts';
import { visible } from '../core/visible.ts';
import { count } from '../core/writing.ts';
import { entriesOf, stacksOf, type EntryWork } from './entries.ts';
import { checkGiven, type ExportOptions } from './given.ts';

const SCHEMA = 'https://www.speedscope.app/file-format-schema.json';

/** A profile of samples: a stack of frames and a weight for each. */
interface Profile {
  readonly type: 'sampled';
  readonly name: string;
  readonly unit: 'none' | 'milliseconds';
  readonly startValue: number;
  readonly endValue: number;
  readonly samples: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/** Numbers for frames; frames of one name are one, so that the same kernel of several layers can be summed. */
class Frames {
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.#numbers.get(name) ?? this.#numbers.size;
    this.#numbers.set(name, known);
    return known;
  }

  get list(): readonly { readonly name: string }[] {
    return [...this.#numbers.keys()].map((name) => ({ name }));
  }
}

/** The sample of an entry: its stack, as frames. */
type Sample = readonly number[];

function profileOf(
  name: string,
  unit: Profile['unit'],
  works: readonly EntryWork[],
  samples: readonly Sample[],
  weightOf: (work: EntryWork) => number,
): Profile {
  const kept = works.flatMap((work, i) => {
    const weight = weightOf(work);
    return weight > 0 ? [{ weight, sample: samples[i]! }] : [];
  });
  return {
    type: 'sampled',
    name,
    unit,
    startValue: 0,
    endValue: kept.reduce((sum, { weight }) => sum + weight, 0),
    samples: kept.map(({ sample }) => sample),
    weights: kept.map(({ weight }) => weight),
  };
}

/**
 * A report in speedscope's file format: a profile of multiply-adds, or FLOPs, and, where kernels were timed, one of
 * milliseconds. A stack is the model, the groups around a layer, the layer, and a kernel.
 * @throws TfjsFlopsError `invalid-input`, `unknown-option`, `invalid-option`
 * @example
 * await writeFile('report.speedscope.json', toSpeedscope(report));
 */
export function toSpeedscope(report: Report, options: ExportOptions = {}): string {
  const unit = checkGiven(report, options, 'toSpeedscope()');
  const frames = new Frames();
  const works = entriesOf(report);
  const stackOf = stacksOf(report);
  const samples = works.map((work) => stackOf(work).map(({ name }) => frames.numberOf(name)));
  const { unknownCalls, time } = report.total;
  const missing =
    unknownCalls === 0 ? '' : `, without ${count(unknownCalls, 'kernel call')} that have no formula`;
  const profiles = [
    profileOf(`${unitName(unit)}${missing}`, 'none', works, samples, ({ multiplyAdds }) =>
      inUnit(multiplyAdds, unit),
    ),
    ...(time === null ? [] : [profileOf('kernel time', 'milliseconds', works, samples, ({ ms }) => ms ?? 0)]),
  ];
  const file = {
    $schema: SCHEMA,
    name: visible(`${report.model} on ${report.backend}`),
    exporter: 'tfjs-flops',
    activeProfileIndex: 0,
    shared: { frames: frames.list },
    profiles,
  };
  return JSON.stringify(file);
}
