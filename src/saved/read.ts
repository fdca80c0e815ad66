/** @file From the text of a file to the Report that was saved, or what is wrong with it in one sentence. */
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import type { Report } from '../core/report.ts';
import { rememberVisible } from '../core/visible.ts';
import { brokenReference } from './check/references.ts';
import { checkerOf, type Fault } from './check/schema.ts';
import { brokenSum } from './check/sums.ts';
import type { ReportFile } from './file.ts';
import schema from './report.schema.json' with { type: 'json' };
import { reportOf } from './restore.ts';

/** The version that is written, and the newest that is read. */
const VERSION = 1;

let faultOf: ((value: unknown) => Fault | null) | null = null;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (why: string, ...remedies: readonly string[]): never => {
  throw new TfjsFlopsError('invalid-input', why, { remedies });
};

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(`${name} is not JSON.`, 'save the report anew');
  }
}

/** The version of what was read, checked before its fields, which are another version's. */
function checkVersion(value: unknown, name: string): asserts value is object {
  if (!isObject(value)) return refuse(`${name} is no saved report, but ${received(value)}.`);
  const { schemaVersion: version } = value;
  // What else this version saves has its number too.
  for (const [field, what] of [
    ['candidates', 'a comparison'],
    ['points', 'a sweep'],
  ] as const)
    if (Object.hasOwn(value, field) && !Object.hasOwn(value, 'total'))
      refuse(`${name} is ${what} and no saved report.`, 'save a report of the model');
  if (version === VERSION) return;
  if ('modelTopology' in value || 'format' in value)
    refuse(`${name} is a model and no saved report.`, 'profile it, and save the report');
  if (typeof version === 'number' && version > VERSION)
    refuse(
      `${name} is a report of schemaVersion ${version}, and ${VERSION} is the newest that is known here.`,
      'update tfjs-flops',
    );
  refuse(`${name} is no saved report: its schemaVersion must be ${VERSION}, got ${received(version)}.`);
}

/**
 * The Report that {@link writeReport} wrote. All of it is checked: each field against `report.schema.json`, that whatever
 * is named by a number is there, and that rows add up to the total.
 * @param text what the file holds
 * @param name the file's name, for errors
 * @throws TfjsFlopsError `invalid-input`: no JSON, no report, one of a newer version, or what is wrong in it
 */
export function readReport(text: string, name = 'the text'): Report {
  if (typeof text !== 'string')
    throw new TfjsFlopsError(
      'invalid-input',
      `readReport() takes the text of a saved report, got ${received(text)}.`,
      { remedies: ['give what writeReport() returned'] },
    );
  const value = parse(text, name);
  checkVersion(value, name);
  const damaged = ({ at, what }: Fault): never =>
    refuse(`${name} is damaged: ${at} ${what}.`, 'save the report anew');
  faultOf ??= checkerOf(schema);
  const fault = faultOf(value) ?? brokenReference(value as ReportFile);
  if (fault !== null) return damaged(fault);
  let report: Report;
  let open: Fault | null;
  try {
    report = reportOf(value as ReportFile);
    open = brokenSum(report, value as ReportFile);
  } catch (error) {
    // Counts that no float64 holds.
    if (error instanceof TfjsFlopsError) return refuse(`${name} is damaged: ${error.message}`);
    throw error;
  }
  if (open !== null) return damaged(open);
  rememberVisible(report, text);
  return report;
}
