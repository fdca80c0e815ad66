/** @file A model of the command line at any place of a sweep. */
import type { ZooEntry } from '../../../models/index.ts';
import { TfjsFlopsError, type Remedy } from '../../core/errors.ts';
import { nearest } from '../../core/nearest-word.ts';
import type { Workload } from '../../core/workload.ts';
import type { FileSpec, ModelSpec, ModuleSpec, ZooSpec } from '../../load/model-spec.ts';
import type { InputSize } from '../../session/input-sizes.ts';
import type { Axis } from '../../core/sweep.ts';
import { inSpecWords, namesOf, specWord } from '../network-spec.ts';
import type { TypedAxis } from './axis-flag.ts';

/** What `runSweep` takes of a model. */
export interface Places {
  readonly axes: readonly Axis[];
  readonly at: (values: readonly number[]) => Workload | Promise<Workload>;
  readonly refusesAll: boolean;
}

/** `images.1`, `images.1.2`, `.1` */
const INPUT_AXES = /^(.*?)((?:\.\d+)+)$/;

/** [B, H, W, C] */
const IMAGE = { rank: 4, axes: [1, 2] };

const refused = (name: string, what: string, remedies: readonly Remedy[], meant?: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-option', `--sweep ${name} ${what}`, { remedies, nearest: meant });

function inputSizeOf(name: string, size: number): InputSize | null {
  if (name === 'image-size') return { ...IMAGE, size };
  const [, input, axes] = INPUT_AXES.exec(name) ?? [];
  if (axes === undefined) return null;
  const numbers = axes.slice(1).split('.').map(Number);
  return { ...(input !== '' && { input: input! }), axes: numbers, size };
}

const isSquare = (name: string): boolean =>
  name === 'image-size' || (INPUT_AXES.exec(name)?.[2]?.split('.').length ?? 0) === 3;

/** The dimensions that a sweep can change: numbers. */
const LISTS = new Set(['blocks', 'convs', 'filters']);

function zooPlaces(
  spec: ZooSpec,
  axes: readonly TypedAxis[],
  entry: ZooEntry,
  zooWorkload: (name: string, options: ZooSpec['options']) => Workload,
): Places {
  const names = namesOf(entry).filter((name) => !LISTS.has(name));
  const words = names.map(specWord);
  const options = axes.map(({ name }) => {
    const option = names[words.indexOf(name)];
    if (option === undefined)
      throw refused(
        name,
        `is no dimension of ${entry.name}`,
        [`choose one of ${words.join(', ')}`],
        nearest(name, words),
      );
    if (spec.options[option as 'batch'] !== undefined)
      throw refused(name, 'has one value already', ['give it once']);
    return option;
  });
  return {
    axes: axes.map(({ name, values }) => ({
      name,
      values,
      ...(name === 'image-size' && {
        squareOf: entry.patchSize === undefined ? ('pixels' as const) : ('tokens' as const),
      }),
    })),
    at(values) {
      const given = Object.fromEntries(options.map((option, i) => [option, values[i]!]));
      try {
        return zooWorkload(spec.name, { ...spec.options, ...given });
      } catch (error) {
        throw inSpecWords(error, names);
      }
    },
    refusesAll: true,
  };
}

/** Sizes of inputs, and the batch of a file. */
function inputPlaces(
  spec: FileSpec | ModuleSpec,
  axes: readonly TypedAxis[],
  open: (batch: number | undefined, sizes: readonly InputSize[]) => Workload | Promise<Workload>,
): Places {
  for (const { name, values } of axes) {
    const fraction = values.find((value) => !Number.isInteger(value));
    if (fraction !== undefined) throw refused(name, `${fraction} is no size`, ['give integers']);
    if (name === 'batch' && spec.kind === 'file') {
      if (spec.options.batch !== undefined) throw refused(name, 'has one value already', ['give it once']);
    } else if (inputSizeOf(name, 1) === null)
      throw refused(name, 'is no dimension of a model file or module', [
        'name an input and its axes, such as images.1 or images.1.2, or .1 of the only one',
        ...(spec.kind === 'file' ? ['choose batch or image-size'] : ['choose image-size']),
      ]);
  }
  return {
    axes: axes.map(({ name, values }) => ({
      name,
      values,
      ...(isSquare(name) && { squareOf: 'pixels' as const }),
    })),
    at(values) {
      const batch = axes.findIndex(({ name }) => name === 'batch' && spec.kind === 'file');
      const sizes = axes.flatMap(({ name }, i) => inputSizeOf(name, values[i]!) ?? []);
      return open(batch < 0 ? undefined : values[batch], sizes);
    },
    refusesAll: false,
  };
}

/**
 * @throws TfjsFlopsError `invalid-option` for axes that the model does not have; what is wrong with its file
 */
export async function placesOf(spec: ModelSpec, axes: readonly TypedAxis[]): Promise<Places> {
  if (spec.kind === 'zoo') {
    const { NETWORKS, zooWorkload } = await import('../../../models/index.ts');
    // What its other options are worth is said at once.
    zooWorkload(spec.name, spec.options);
    return zooPlaces(
      spec,
      axes,
      NETWORKS.find(({ name }) => name === spec.name)!,
      zooWorkload,
    );
  }
  if (spec.kind === 'module') {
    const { moduleWorkload } = await import('../../load/user-module.ts');
    return inputPlaces(spec, axes, (_batch, sizes) => moduleWorkload(spec.path, spec.inputs, sizes));
  }
  // The zoo's own layers are registered with it, so that saved models of the zoo load.
  await import('../../../models/index.ts');
  const { shapeWorkloads } = await import('../../load/workload.ts');
  const open = await shapeWorkloads(spec.location);
  return inputPlaces(spec, axes, (batch, sizes) =>
    open({ ...spec.options, ...(batch !== undefined && { batch }), sizes }),
  );
}
