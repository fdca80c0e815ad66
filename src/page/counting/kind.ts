/** @file Whether what was dropped is saved reports, or a model. */
import type { Dropped, Found } from './files.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A model.json, a manifest of weights, an architecture of Keras. */
const holdsModel = (value: unknown): boolean =>
  isObject(value)
    ? !('schemaVersion' in value) &&
      ('modelTopology' in value || 'format' in value || ('class_name' in value && 'config' in value))
    : Array.isArray(value) && value.some((group) => isObject(group) && 'weights' in group);

const isModelFile = ({ path }: Found): boolean => /(?:^|\/)model\.json$|\.bin$/.test(path);

async function isModelJson(file: Found): Promise<boolean> {
  if (!/\.json$/i.test(file.path)) return false;
  try {
    return holdsModel(JSON.parse(await file.contents.text()));
  } catch {
    return false;
  }
}

/**
 * A folder, weights, or JSON that is a model's: anything else is read as a report, and refused as one.
 * @param canCount whether this page counts: what is no JSON is then a model of whatever framework
 */
export async function isModel({ files, folder }: Dropped, canCount: boolean): Promise<boolean> {
  if (folder !== null || files.some(isModelFile)) return true;
  if (canCount && files.some(({ path }) => !/\.json$/i.test(path))) return true;
  for (const file of files) if (await isModelJson(file)) return true;
  return false;
}
