/** @file From a Report to the file that holds it. */
import { TfjsFlopsError } from '../core/errors.ts';
import { groupBy } from '../core/group-by.ts';
import { received } from '../core/options.ts';
import type { Report } from '../core/report.ts';
import { saveCall, saveTensor } from './calls.ts';
import { saveEntries } from './entries.ts';
import type { ReportFile } from './file.ts';
import { saveLeaks } from './leaks.ts';
import { saveKernels, saveLayers, saveTotal } from './rows.ts';
import { saveScope } from './scopes.ts';
import { saveTextbook } from './textbook.ts';
import { isInOrder, saveTheory } from './theory.ts';
import { maybe } from './usual.ts';
import { saveWeight } from './weights.ts';

/** The Report as its file holds it: plain data, with nothing in it twice. */
export function fileOf(report: Report): ReportFile {
  const { theory, theoryRows } = saveTheory(report.theoryRows, report.layers);
  const theoryOfRows = new Map(
    theoryRows.flatMap(({ row, theory: number }) =>
      row === undefined ? [] : [[row, { number, derivation: theory[number]! }] as const],
    ),
  );
  const layers = saveLayers(report, theoryOfRows);
  const isNode = (scope: number): boolean => typeof report.scopes[scope]?.node === 'string';
  const calls = groupBy(report.scopeCalls, ({ scope }) => scope);
  return {
    schemaVersion: 1,
    model: report.model,
    backend: report.backend,
    inputs: report.inputs.map(({ name, ...tensor }) => ({ name, ...saveTensor(tensor) })),
    environment: report.environment,
    total: saveTotal(report.total),
    findings: report.findings,
    ...maybe('fits', report.fits),
    ...maybe('firstRun', report.firstRun),
    repairs: report.repairs,
    memory: report.memory,
    ...maybe('leaks', saveLeaks(report.leaks)),
    peaks: report.peaks,
    machine: report.machine,
    runs: report.total.time?.runs ?? null,
    isFollowed: report.flow.length > 0,
    kernels: saveKernels(report.kernels),
    layers,
    scopes: report.scopes.map((scope) => saveScope(scope, calls.get(scope.id) ?? [])),
    calls: report.calls.map((call, i) => saveCall(call, report.costs[i]!)),
    entries: saveEntries(report),
    hostWork: report.hostWork,
    theory,
    ...(isInOrder(theoryRows, layers) ? {} : { theoryRows }),
    ...saveTextbook(report.textbook),
    weights: report.weights.map((weight) => saveWeight(weight, isNode(weight.scope))),
  };
}

/** What a file is made of before anything else. */
const LISTS = [
  'inputs',
  'scopes',
  'scopeCalls',
  'calls',
  'costs',
  'entries',
  'theoryRows',
  'layers',
  'weights',
];

/**
 * The text of the file that holds a Report: JSON by `report.schema.json`, with nothing in it twice. `readReport` has the
 * same Report of it again.
 * @throws TfjsFlopsError `invalid-input` for anything but a report
 * @example
 * await writeFile('report.json', writeReport(report));
 */
export function writeReport(report: Report): string {
  const given: unknown = report;
  const isReport = typeof given === 'object' && given !== null && LISTS.every((name) => name in given);
  if (isReport) return JSON.stringify(fileOf(report));
  throw new TfjsFlopsError('invalid-input', `writeReport() takes a report, got ${received(given)}`, {
    remedies: [given instanceof Promise ? 'await it' : 'give what profile() or count() returns'],
  });
}
