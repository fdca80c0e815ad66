/** @file What replays execute inside the wasm backend beside what the same calls of the model executed in it. */
import type { Report } from '../../src/core/report.ts';
import type { Workload } from '../../src/core/workload.ts';
import { startExecuted, type ExecutedBackend } from '../../src/executed/index.ts';
import { count } from '../../src/profile/count.ts';
import { profile } from '../../src/profile/profile.ts';
import { replayModule } from '../../src/replay/module.ts';
import { tileForm } from '../../src/tiles/table.ts';
import { useBackend } from '../support/backend.ts';
import { moduleOf, type ReplayedModule } from './replayed.ts';

export interface ExecutedReplays {
  /** Calls whose replay was held against the model's. */
  readonly compared: number;
  /** Adds of those, of each distinct call once. */
  readonly adds: number;
  readonly wrong: readonly string[];
  /** Kernels whose work depends on their data, or on the call before: nothing can be compared. */
  readonly measured: ReadonlyMap<string, string>;
}

/** A report with the instructions that each call executed. */
export async function executedReport(workload: Workload): Promise<Report> {
  await useBackend('wasm');
  return profile(workload, { runs: 0, executed: true });
}

/** Of one call in the model's pass: in each entry the same, or the text of what it is instead. */
function addsInModel({ entries, entryExecuted }: Report, call: number): number | string {
  const each = new Set(
    entries.flatMap((entry) =>
      entry.call === call && entry.calls > 0 ? [entryExecuted[entry.id]!.adds / entry.calls] : [],
    ),
  );
  const [only] = each;
  return each.size === 1 ? only! : `${[...each].join(', ')} adds in the model's entries`;
}

/** The first run fills the backend's caches, as it does in the model. */
function addsAlone(text: string, executed: ExecutedBackend): number | string {
  let module: ReplayedModule | null = null;
  try {
    module = moduleOf(text);
    count(module.run);
    const { entryExecuted } = count(module.run, { executed });
    return entryExecuted.length === 1 ? entryExecuted[0]!.adds : `runs ${entryExecuted.length} kernels`;
  } catch (error) {
    return String(error);
  } finally {
    module?.dispose();
  }
}

/**
 * Runs the replay of every distinct call in a counted backend of the same kind.
 * @param textOf another module in the place of the replay, to see whether it would be caught
 */
export async function executedReplays(
  report: Report,
  textOf: (call: number) => string = (call) => replayModule(report, call),
): Promise<ExecutedReplays> {
  const machine = report.machine!;
  const executed = await startExecuted({ simd: machine.binary === 'simd', host: machine.host });
  let [compared, adds] = [0, 0];
  const wrong: string[] = [];
  const measured = new Map<string, string>();
  try {
    for (const [index, call] of report.calls.entries()) {
      const form = tileForm(call, machine);
      if (form.state === 'measured') {
        measured.set(call.kernel, form.why);
        continue;
      }
      const [inModel, alone] = [addsInModel(report, index), addsAlone(textOf(index), executed)];
      compared += 1;
      if (typeof inModel === 'number') adds += inModel;
      if (inModel !== alone) wrong.push(`${index} ${call.kernel}: ${alone} alone, ${inModel} in the model`);
    }
  } finally {
    await executed.stop();
  }
  return { compared, adds, wrong, measured };
}
