/** @file From what a file holds to the Report that was saved. */
import type { Report } from '../core/report.ts';
import { restoreCall, restoreTensor } from './calls.ts';
import { restoreEntries } from './entries.ts';
import type { ReportFile } from './file.ts';
import { restoreLeaks } from './leaks.ts';
import { restoreKernels, restoreLayers, restoreTotal } from './rows.ts';
import { restoreScope, restoreScopeCalls } from './scopes.ts';
import { restoreTextbook } from './textbook.ts';
import { restoreTheory } from './theory.ts';
import { restoreWeight } from './weights.ts';

/** The Report that was saved, of a file that was checked. */
export function reportOf(file: ReportFile): Report {
  const runs = file.runs ?? 0;
  const scopes = file.scopes.map(restoreScope);
  const textbook = restoreTextbook(file);
  const layers = restoreLayers(file.layers, scopes, file.theory, textbook, runs);
  const kinds = { runs, isFollowed: file.isFollowed, isExecuted: file.machine !== null };
  return {
    schemaVersion: 1,
    model: file.model,
    backend: file.backend,
    inputs: file.inputs.map(({ name, ...tensor }) => ({ name, ...restoreTensor(tensor) })),
    environment: file.environment,
    scopes,
    scopeCalls: restoreScopeCalls(file.scopes),
    calls: file.calls.map(restoreCall),
    ...restoreEntries(file.entries, layers, kinds),
    hostWork: file.hostWork,
    costs: file.calls.map(({ cost }) => cost),
    machine: file.machine,
    theoryRows: restoreTheory(file, layers),
    textbook,
    weights: file.weights.map((weight) => restoreWeight(weight, scopes[weight.scope]!.node !== null)),
    layers,
    kernels: restoreKernels(file.kernels, runs),
    total: restoreTotal(file.total, runs),
    memory: file.memory,
    leaks: restoreLeaks(file.leaks),
    peaks: file.peaks,
    repairs: file.repairs,
    findings: file.findings,
    ...(file.fits === undefined ? {} : { fits: file.fits }),
    ...(file.firstRun === undefined ? {} : { firstRun: file.firstRun }),
  };
}
