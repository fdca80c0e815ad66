/** @file What else differs: findings, kernels, memory, and how the two were run. */
import type { Report } from '../../core/report.ts';
import { ownPeakBytes } from '../../core/own-peak.ts';
import { integer } from '../../core/writing.ts';
import { milliseconds, signed } from '../../report/format.ts';
import { bytes } from '../../report/memory.ts';
import { html, nameOf, type Child } from '../dom/element.ts';
import { panel, table } from '../dom/figure.ts';
import type { Difference } from './lines.ts';
import { attribute } from './writing.ts';

const note = (text: string): HTMLElement => html('p', { class: 'note' }, text);

function ruleList({ findings }: Report, rules: readonly string[], heading: string): Child {
  const found = findings.filter(({ rule }) => rules.includes(rule));
  return found.length === 0
    ? null
    : html(
        'div',
        { class: 'card' },
        html('h3', {}, heading),
        found.map(({ what, remedy }) => html('p', {}, `${what} ${remedy}`)),
      );
}

export function findings({ a, b, changes }: Difference): HTMLElement {
  const { onlyInA, onlyInB } = changes.findings;
  return panel(
    'findings',
    'Findings',
    onlyInA.length + onlyInB.length === 0
      ? note(b.findings.length === 0 ? 'Neither has any.' : 'The same rules found something in both.')
      : html(
          'div',
          { class: 'cards' },
          ruleList(a, onlyInA, 'Gone: only in A'),
          ruleList(b, onlyInB, 'New: only in B'),
        ),
  );
}

const change = (from: number, to: number): string => (from === to ? '=' : signed(to - from));

export function kernels({ a, b, isTimed }: Difference): HTMLElement {
  const [inA, inB] = [a, b].map((report) => new Map(report.kernels.map((row) => [row.kernel, row])));
  const names = [...new Set([...inB!.keys(), ...inA!.keys()])];
  const largestMs = Math.max(a.total.time?.meanMs ?? 0, b.total.time?.meanMs ?? 0);
  const rows = names.map((name) => {
    const [rowA, rowB] = [inA!.get(name), inB!.get(name)];
    const ms = [rowA?.time?.meanMs ?? 0, rowB?.time?.meanMs ?? 0] as const;
    return { name, calls: [rowA?.calls ?? 0, rowB?.calls ?? 0] as const, ms };
  });
  return panel(
    'kernels',
    'Kernels',
    table(
      'Kernels of both',
      [
        { heading: 'Kernel' },
        { heading: 'calls, A', isNumber: true },
        { heading: 'B', isNumber: true },
        { heading: 'change', isNumber: true },
        ...(isTimed
          ? [
              { heading: 'ms, A', isNumber: true },
              { heading: 'B', isNumber: true },
            ]
          : []),
      ],
      rows
        .toSorted(
          (x, y) =>
            Math.abs(y.calls[1] - y.calls[0]) - Math.abs(x.calls[1] - x.calls[0]) || y.ms[1] - x.ms[1],
        )
        .map(({ name, calls, ms }) => [
          nameOf(name),
          ...calls.map(integer),
          change(...calls),
          ...(isTimed ? ms.map((each) => milliseconds(each, largestMs)) : []),
        ]),
    ),
  );
}

const line = (name: string, from: number | null, to: number | null): string[] => [
  name,
  from === null ? '–' : bytes(from),
  to === null ? '–' : bytes(to),
  from === null || to === null
    ? ''
    : from === to
      ? '='
      : `${to > from ? '+' : '-'}${bytes(Math.abs(to - from))}`,
];

export function memory({ a, b }: Difference): HTMLElement | null {
  const [inA, inB] = [a.memory, b.memory];
  if (inA === null || inB === null) return null;
  return panel(
    'memory',
    'Memory',
    table(
      'Memory of both',
      [
        { heading: 'Bytes' },
        { heading: 'A', isNumber: true },
        { heading: 'B', isNumber: true },
        { heading: 'change', isNumber: true },
      ],
      [
        line('weights', inA.weightBytes, inB.weightBytes),
        line('on disk', inA.diskBytes, inB.diskBytes),
        line('alive at the peak', ownPeakBytes(a), ownPeakBytes(b)),
        line('made in the pass', a.total.outputBytes, b.total.outputBytes),
        line('moved at least', a.total.bytes, b.total.bytes),
      ],
    ),
  );
}

export const conditions = ({ changes }: Difference): HTMLElement =>
  panel(
    'environment',
    'How they were run',
    changes.environment.length === 0
      ? note('Alike: the same backend, versions, machine and inputs, as far as the reports say.')
      : html(
          'ul',
          {},
          changes.environment.map((change) => html('li', {}, html('bdi', {}, attribute(change)))),
        ),
  );
