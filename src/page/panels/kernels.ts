/** @file What ran, by kernel: calls, work, time, and whether it is counted. */
import type { KernelRow } from '../../core/report.ts';
import { inUnit, unitHeading } from '../../core/unit.ts';
import { integer } from '../../core/writing.ts';
import { milliseconds } from '../../report/format.ts';
import { share } from '../data/measures.ts';
import type { Subject } from '../data/subject.ts';
import { html, nameOf } from '../dom/element.ts';
import { panel, table } from '../dom/figure.ts';

const STATES: Readonly<Record<KernelRow['state'], string>> = {
  counted: 'counted',
  zero: 'no arithmetic',
  unknown: 'unknown',
};

export function kernels({ report, unit }: Subject): HTMLElement {
  const { total } = report;
  const whole = total.time?.meanMs ?? null;
  const rows = report.kernels.toSorted(
    (a, b) =>
      (b.time?.meanMs ?? 0) - (a.time?.meanMs ?? 0) || b.counted.multiplyAdds - a.counted.multiplyAdds,
  );
  const line = (row: KernelRow): (string | Node)[] => [
    nameOf(row.kernel),
    integer(row.calls),
    integer(row.distinctCalls),
    row.unknownCalls > 0
      ? '?'
      : row.counted.multiplyAdds === 0
        ? '·'
        : integer(inUnit(row.counted.multiplyAdds, unit)),
    ...(whole === null
      ? []
      : [milliseconds(row.time?.meanMs ?? 0, whole), share(row.time?.meanMs ?? 0, whole)]),
    row.state === 'unknown' ? html('b', { class: 'bad' }, STATES[row.state]) : STATES[row.state],
  ];
  return panel(
    'kernels',
    'Kernels',
    table(
      'Kernels',
      [
        { heading: 'Kernel' },
        { heading: 'calls', isNumber: true },
        { heading: 'distinct', isNumber: true },
        { heading: unitHeading(unit), isNumber: true },
        ...(whole === null
          ? []
          : [
              { heading: 'ms', isNumber: true },
              { heading: 'of the time', isNumber: true },
            ]),
        { heading: 'state' },
      ],
      rows.map(line),
    ),
  );
}
