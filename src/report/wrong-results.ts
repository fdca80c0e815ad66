/** @file Kernels whose result the backend gets wrong: named, and without any rate, since what ran is not what was asked for. */
import type { Report } from '../core/report.ts';
import { wrongResultOf } from '../core/wrong-results.ts';
import { count } from './format.ts';
import type { Note } from './note.ts';

interface WrongCalls {
  readonly kernels: ReadonlySet<string>;
  readonly scopes: ReadonlySet<number | null>;
  /** Calls by kernel and by what is wrong. */
  readonly said: ReadonlyMap<string, number>;
}

/** The calls of a pass that are known to give wrong results. */
export function wrongCallsOf({ backend, entries, calls }: Report): WrongCalls {
  const [kernels, scopes, said] = [new Set<string>(), new Set<number | null>(), new Map<string, number>()];
  for (const { call: index, calls: times, scope } of entries) {
    const call = calls[index];
    const wrong = call === undefined || times === 0 ? null : wrongResultOf(backend, call);
    if (wrong === null || call === undefined) continue;
    kernels.add(call.kernel);
    scopes.add(scope);
    const text = `${call.kernel}: ${wrong}`;
    said.set(text, (said.get(text) ?? 0) + times);
  }
  return { kernels, scopes, said };
}

export function wrongResultNotes(report: Report): Note[] {
  const { said } = wrongCallsOf(report);
  if (said.size === 0) return [];
  return [
    {
      label: 'WRONG RESULT',
      parts: [
        ...[...said].map(([text, calls]) => `${text} (${count(calls, 'call')})`),
        `a fault of tfjs 4.22 on ${report.backend}: counts hold for the operation that was asked for, its time and instructions say nothing of it, and the outputs are not to be trusted; see another backend`,
      ],
      style: 'red',
    },
  ];
}
