/** @file Files of models that are no model.json: what they are, and a way that works. */
import { plain } from './json.ts';
import { otherFramework } from './other-frameworks.ts';

export interface OlderFormat {
  /** After `holds`. */
  readonly what: string;
  readonly remedies: readonly string[];
}

const FUNCTION = "profile the library's function: a module that exports one which calls it";

/**
 * @param names what a folder holds
 * @param pathOf where one of them is, as a command takes it
 */
export function olderFormat(names: readonly string[], pathOf: (name: string) => string): OlderFormat | null {
  const named = (end: RegExp): string | undefined => names.find((name) => end.test(name));
  const [graph, manifest] = [named(/^tensorflowjs_model\.pb$/), named(/weights_manifest\.json$/)];
  if (graph !== undefined)
    return {
      what: `${graph}, a graph from before TensorFlow.js 1.0, which no later version reads`,
      remedies: [
        'convert the model that it came from with tensorflowjs_converter (pip install tensorflowjs)',
        'turn it into a model.json with tools/pb2json_converter.ts of tfjs-converter',
      ],
    };
  if (manifest !== undefined)
    return {
      what: `${plain(manifest)}, weights without a model: the network is in the code of a library, such as face-api.js`,
      remedies: [FUNCTION],
    };
  // A SavedModel holds other files beside its own.
  const files = [...names].sort((a, b) => Number(b === 'saved_model.pb') - Number(a === 'saved_model.pb'));
  for (const name of files) {
    const other = otherFramework(pathOf(name));
    if (other !== null) return { what: `${plain(name)}, ${other.what}`, remedies: other.remedies };
  }
  return null;
}

/** A weights manifest that was given itself. */
export const MANIFEST_WAYS: readonly string[] = ['give the model.json beside it', FUNCTION];
