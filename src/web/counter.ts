/** @file Counts a model whose files were dropped on the page of a report, in the visitor's own browser. */
import type { CountReply, CountTask, PageCounter } from '../core/counting-page.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import { givenInput, readInputText } from '../core/input-text.ts';
import type { Report } from '../core/report.ts';
import { modelAmong, type DroppedModel } from '../load/dropped-files.ts';
import { workloadOfFile, type FileOptions } from '../load/open-file.ts';
import { modelIn } from '../load/opened-model.ts';
import { countShapes } from '../profile/count-shapes.ts';
import { profile } from '../profile/profile.ts';
import { writeReport } from '../saved/write.ts';
import { browserName } from './browser-name.ts';
import { startInPage, whileAlive } from './start.ts';

const invalidInput = (text: string, what: string, remedy: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-option', what, {
    option: { name: 'inputs', value: text },
    remedies: [remedy],
  });

/** The option `inputs`, of a text for each. @throws TfjsFlopsError `invalid-option` */
function inputsIn(texts: readonly string[]): FileOptions['inputs'] {
  if (texts.length === 0) return undefined;
  const read = texts.map((text) => {
    const input = readInputText(text);
    if (input === null)
      throw invalidInput(text, 'is no shape', 'write images=1x224x224x3, or ids=1x128:int32');
    return input;
  });
  const [first, second] = read;
  if (second === undefined && first!.name === undefined) return [givenInput(first!)];
  return Object.fromEntries(
    read.map((input, i) => {
      if (input.name !== undefined) return [input.name, givenInput(input)];
      throw invalidInput(texts[i]!, 'has no name, and a name tells several inputs apart', 'write name=1x128');
    }),
  );
}

/** From shapes alone: of the weights those are read with which a graph computes shapes. */
async function onShapes({ file, isAlone }: DroppedModel, options: FileOptions): Promise<Report> {
  const read = await modelIn(file, { weights: isAlone ? false : 'few' });
  if (!isAlone || read.format === 'layers') return countShapes(workloadOfFile(read.location, read, options));
  const refuse = (cause?: unknown): never => {
    throw new TfjsFlopsError(
      'missing-file',
      `${read.location} is a graph model, whose shapes follow from integers in its weight files`,
      { remedies: ['drop these with it'], cause },
    );
  };
  const workload = workloadOfFile(read.location, { ...read, fewBytes: new Map() }, options);
  const report = await countShapes(workload).catch((error: unknown) =>
    // What it refused may follow from what it had to assume.
    error instanceof TfjsFlopsError && error.code !== 'unsupported-model'
      ? Promise.reject(error)
      : refuse(error),
  );
  // A value that was asked for and is in none of the files: what follows from it is no count.
  return report.environment.assumed === undefined ? report : refuse();
}

async function counted({ files, on, runs, inputs, onProgress }: CountTask): Promise<Report> {
  const model = await modelAmong(files);
  const options: FileOptions = { inputs: inputsIn(inputs) };
  if (on === 'shapes' || model.isAlone) return onShapes(model, options);
  const file = await modelIn(model.file, { weights: true });
  const workload = workloadOfFile(file.location, file, options);
  const info = await startInPage(on);
  const report = await whileAlive(on, () => profile(workload, { runs, onProgress }));
  return { ...report, environment: { ...info, ...report.environment } };
}

/** The browser by its name: what it calls itself is a line of names of others. */
const named = (report: Report): Report => {
  const { runtime } = report.environment;
  if (runtime === undefined) return report;
  return { ...report, environment: { ...report.environment, runtime: browserName(runtime) } };
};

export const counter: PageCounter = {
  count: (task) =>
    counted(task).then(
      (report): CountReply => ({ report: writeReport(named(report)) }),
      (error: unknown): CountReply =>
        error instanceof TfjsFlopsError ? { failure: error.toJSON() } : { unexpected: firstLineOf(error) },
    ),
};
