/** @file Where the limits of a project stand: `tfjs-flops.config.json`, or a key of its package.json. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { TfjsFlopsError } from '../../core/errors.ts';
import { nearest } from '../../core/nearest-word.ts';
import { isObject, type Json } from '../../core/shape.ts';
import { NETWORK_NAMES } from '../../../models/names.ts';
import type { Budget } from '../../gate/budget.ts';
import { inPlace, placeOf, readConfig, sharedBudget, type BudgetConfig } from '../../gate/config.ts';
import { reasonOf } from '../system-error.ts';

const FILE = 'tfjs-flops.config.json';
const KEY = 'tfjs-flops';

/** Limits from a file. */
interface ConfigFile {
  /** As it is said: `tfjs-flops.config.json`, `tfjs-flops in ../package.json`. */
  readonly name: string;
  readonly folder: string;
  readonly config: BudgetConfig;
}

/** The limits of a file that are for a model. */
export interface FoundBudget {
  /** The file's. */
  readonly name: string;
  /** `null`: it has limits of other models only. */
  readonly budget: Budget | null;
  /** It names models, and the model is none of them: what it sets is for all. */
  readonly isShared: boolean;
  /** The model that it names and that was probably meant; `null` where the model is named, or none is near. */
  readonly nearest: string | null;
  /** An error about one of the limits, in the words of the file. */
  said(error: TfjsFlopsError): TfjsFlopsError;
}

const refuse = (what: string, ...remedies: readonly string[]): never => {
  throw new TfjsFlopsError('invalid-input', what, { remedies });
};

/** The text of a file; `null` where none is there. */
async function textOf(path: string, name: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EISDIR') return refuse(`${name} is a folder and no file.`, 'name a file');
    return refuse(`${name} cannot be read: ${reasonOf(error)}.`, 'make it readable');
  }
}

function parsed(text: string, name: string): unknown {
  // As npm does; editors of some systems begin a file with it.
  const json = text.replace(/^\uFEFF/, '');
  if (json.trim() === '') return refuse(`${name} is empty.`, 'write {"maxMultiplyAdds": "320M"} into it');
  try {
    return JSON.parse(json);
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    const line = position === undefined ? null : json.slice(0, Number(position)).split('\n').length;
    return refuse(
      `${name} is not JSON${line === null ? '' : `: see line ${line}`}.`,
      'write it without comments and without a comma at the end',
    );
  }
}

const saidOf = (path: string): string => relative('.', path) || path;

/** The limits in a file; `null` where none is there, or a package.json has no such key. */
async function configIn(path: string): Promise<ConfigFile | null> {
  const name = saidOf(path);
  const text = await textOf(path, name);
  if (text === null) return null;
  const value = parsed(text, name) as Json;
  const folder = dirname(path);
  if (basename(path) !== 'package.json') return { name, folder, config: readConfig(value, name) };
  if (!isObject(value) || !Object.hasOwn(value, KEY)) return null;
  const said = `${KEY} in ${name}`;
  return { name: said, folder, config: readConfig(value[KEY], said) };
}

/** The nearest, from the current folder upward. */
async function foundConfig(): Promise<ConfigFile | null> {
  for (let folder = resolve('.'); ; folder = dirname(folder)) {
    const [own, shared] = [join(folder, FILE), join(folder, 'package.json')];
    const [inOwn, inShared] = [await configIn(own), await configIn(shared)];
    if (inOwn !== null && inShared !== null)
      refuse(`${inOwn.name} and ${inShared.name} both set limits.`, 'keep one of them');
    if (inOwn !== null || inShared !== null) return inOwn ?? inShared;
    if (dirname(folder) === folder) return null;
  }
}

async function namedConfig(file: string): Promise<ConfigFile> {
  const path = resolve(file);
  const found = await configIn(path);
  if (found !== null) return found;
  const isThere = (await textOf(path, saidOf(path))) !== null;
  return refuse(
    isThere ? `${file} has no key ${KEY}.` : `${file} is not there.`,
    `write ${isThere ? `"${KEY}": {"maxMultiplyAdds": "320M"}` : '{"maxMultiplyAdds": "320M"}'} into it`,
  );
}

/** A model's folder is the model. */
const placeOfModel = (folder: string, model: string): string =>
  resolve(folder, model).replace(/[\\/]model\.json$/, '');

/** By which of its names a file calls the model: its own first, a network's too, then one of the same place. */
function ownName(names: readonly string[], model: string, { folder, name }: ConfigFile): string | undefined {
  // A folder may have the name of a network.
  const isNetwork =
    names.includes(model) && NETWORK_NAMES.some((each) => model === each || model.startsWith(`${each}:`));
  const here = placeOfModel('.', model);
  const same = names.filter((each) => each === model || (!isNetwork && placeOfModel(folder, each) === here));
  if (same.length > 1)
    refuse(
      `${name}: ${same.map((each) => `models[${JSON.stringify(each)}]`).join(' and ')} are the same model.`,
      'keep one of them',
    );
  return same[0];
}

/**
 * The limits for a model that a file has.
 * @param file which one; the nearest where it is left out
 * @returns `null` where there is no file
 * @throws TfjsFlopsError `invalid-input`, `unknown-option`, `invalid-option` for what is wrong in the file
 */
export async function configuredBudget(model: string, file?: string): Promise<FoundBudget | null> {
  const found = file === undefined ? await foundConfig() : await namedConfig(file);
  if (found === null) return null;
  const { name, config } = found;
  const { models = {} } = config;
  const names = Object.keys(models);
  const own = ownName(names, model, found);
  const shared = sharedBudget(config);
  const single = own === undefined ? {} : models[own]!;
  const budget = { ...shared, ...single };
  return {
    name,
    budget: Object.keys(budget).length === 0 ? null : budget,
    isShared: own === undefined && names.length > 0,
    nearest: own === undefined ? (nearest(model, names) ?? null) : null,
    said(error) {
      const isSingle = own !== undefined && error.option !== null && Object.hasOwn(single, error.option.name);
      return inPlace(isSingle ? placeOf(name, own) : name, error);
    },
  };
}
