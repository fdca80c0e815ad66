/** @file Files of models that are no model.json: what they are, and a way that works. */
import { plain } from './json.ts';

export interface OlderFormat {
  /** After `holds`. */
  readonly what: string;
  readonly remedies: readonly string[];
}

const FUNCTION = "profile the library's function: a module that exports one which calls it";

/** @param names what the folder holds */
export function olderFormat(names: readonly string[]): OlderFormat | null {
  const named = (end: RegExp): string | undefined => names.find((name) => end.test(name));
  const [graph, manifest] = [named(/^tensorflowjs_model\.pb$/), named(/weights_manifest\.json$/)];
  if (graph !== undefined)
    return {
      what: `${graph}, a graph from before TensorFlow.js 1.0, which no later version reads`,
      remedies: [
        'convert the model that it came from with tensorflowjs_converter',
        'turn it into a model.json with tools/pb2json_converter.ts of tfjs-converter',
      ],
    };
  if (manifest !== undefined)
    return {
      what: `${plain(manifest)}, weights without a model: the network is in the code of a library, such as face-api.js`,
      remedies: [FUNCTION],
    };
  const [saved, keras] = [named(/^saved_model\.pb$/), named(/\.(?:keras|h5|hdf5|tflite|onnx|pth?)$/)];
  if (saved !== undefined)
    return {
      what: `${saved}, a SavedModel of TensorFlow`,
      remedies: ['convert it with tensorflowjs_converter, as a SavedModel'],
    };
  if (keras === undefined) return null;
  return {
    what: `${plain(keras)}, a model of another framework`,
    remedies: ['convert it with tensorflowjs_converter', 'give the model.json that it was converted to'],
  };
}

/** A weights manifest that was given itself. */
export const MANIFEST_WAYS: readonly string[] = ['give the model.json beside it', FUNCTION];
