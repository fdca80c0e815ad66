/** @file `tfjs-flops attach URL`: what the models of a live page cost. */
import type { Realm } from '../../attach/realm.ts';
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import { defineCommand, type Flags } from '../command.ts';
import { anything, last, on, positive } from '../flag-values.ts';
import { outputOf, VIEW_FLAGS } from '../report-output.ts';
import { exitCodeOf } from '../exit-code.ts';
import { enterOf, interruptOf } from '../work/ends.ts';
import { costLines } from '../work/cost-lines.ts';
import { FoundLines } from '../work/found-lines.ts';
import { gpuNotes } from '../work/gpu-notes.ts';

const WATCH = {
  passes: {
    takes: 'N',
    says: 'calls of each model to record (default 3; until Enter in a terminal)',
    read: last(positive),
  },
  seconds: {
    takes: 'N',
    says: 'how long to watch at most (default 60; until Enter in a terminal)',
    read: last(positive),
  },
  cdp: {
    takes: 'PORT',
    says: 'join a browser that was started with --remote-debugging-port=PORT',
    read: last(positive),
  },
  reload: {
    takes: null,
    says: 'load the page anew, and see the first call of each of its models',
    read: on,
  },
  gpuTime: {
    takes: null,
    says: 'time kernels on webgl and webgpu, one after the other',
    read: on,
  },
  headless: { takes: null, says: 'open the browser without a window', read: on },
  model: {
    takes: 'NAME',
    says: 'of several models, the one whose report is wanted',
    read: last(anything),
  },
} as const satisfies Flags;

const PASSES = 3;
const SECONDS = 60;

/** The costliest first: it is the one that files hold. */
const byCost = (reports: readonly Report[]): readonly Report[] =>
  reports.toSorted((a, b) => b.total.counted.multiplyAdds - a.total.counted.multiplyAdds);

function wanted(reports: readonly Report[], name: string | undefined): readonly Report[] {
  const chosen = name === undefined ? reports : reports.filter(({ model }) => model === name);
  if (chosen.length > 0) return byCost(chosen);
  throw new TfjsFlopsError('invalid-option', 'is none of the models that ran', {
    option: { name: 'model', value: name ?? null },
    remedies: [`choose one of ${reports.map(({ model }) => model).join(', ')}`],
  });
}

/** A window needs a display. */
const hasDisplay = (env: Readonly<Record<string, string | undefined>>): boolean =>
  process.platform !== 'linux' || env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined;

export const attach = defineCommand({
  name: 'attach',
  summary: 'what the models of a live page cost, its code unchanged',
  operands: [
    {
      name: 'URL',
      says: 'the page; with --cdp the start of its address, or nothing where one page is open',
      optional: true,
      list: 'models',
    },
  ],
  flags: { ...WATCH, ...VIEW_FLAGS },
  async run([url], { passes, seconds, cdp, reload, gpuTime = false, headless, model, ...view }, terminal) {
    if (url === undefined && cdp === undefined)
      throw new TfjsFlopsError('invalid-input', 'attach needs the address of a page', {
        remedies: ['write tfjs-flops attach http://localhost:8080/', { set: [{ name: 'cdp', value: 9222 }] }],
      });
    const { json, by, depth, unit } = view;
    const written = await outputOf(['page'], view, terminal);
    const { attach: attachTo } = await import('../../attach/attach.ts');
    const enter = enterOf(passes === undefined && seconds === undefined);
    const interrupt = interruptOf();
    const found = new FoundLines(enter.isWaiting);
    let reports: readonly Report[];
    try {
      const result = await attachTo({
        url,
        port: cdp,
        reload: reload ?? false,
        headless: headless ?? !hasDisplay(terminal.env),
        passes: passes ?? (enter.isWaiting || seconds !== undefined ? 1_000_000 : PASSES),
        gpuTime,
        seconds: seconds ?? (enter.isWaiting ? Infinity : SECONDS),
        stop: enter.pressed,
        signal: interrupt.signal,
        onFound(realms) {
          for (const line of found.next(realms)) terminal.complain(line);
        },
        onProgress: (realms: readonly Realm[]) => {
          const calls = realms.flatMap(({ progress }) => progress?.models ?? []);
          const ran = calls.filter((each) => each.calls > 0);
          terminal.progress(
            ran.map((each) => `${each.name}: ${each.calls} calls`).join(' · ') || 'waiting for a model',
          );
        },
      });
      terminal.progress(null);
      for (const note of [...result.notes, ...gpuNotes(result.reports, gpuTime)])
        terminal.complain(`note: ${note}`);
      for (const line of costLines(result.costs)) terminal.complain(line);
      reports = wanted(result.reports, model);
    } finally {
      enter.end();
      interrupt.end();
    }
    const [first, ...others] = reports;
    await written.show(0, null, first!);
    if (others.length === 0) return written.code();
    if (json === '-') {
      terminal.complain(
        `note: of ${reports.length} models the costliest is printed; --model NAME chooses another.`,
      );
      return written.code();
    }
    const plain = await outputOf(['page'], { by, depth, unit }, terminal);
    for (const [i, report] of others.entries()) await plain.show(i + 1, null, report);
    return reports.some((report) => exitCodeOf(report) === 1) ? 1 : 0;
  },
});
