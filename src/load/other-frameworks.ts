/**
 * @file Files of other frameworks, and the commands that make a model.json of each. A SavedModel has a road from all of them:
 * tensorflowjs_converter (of the Python package tensorflowjs) makes a graph model of it. It reads neither
 * .onnx nor .tflite.
 */
import { plain } from './json.ts';

const SAVED = 'saved_model';

const fromSaved = (folder: string): string =>
  `tensorflowjs_converter --input_format=tf_saved_model ${folder} web_model (pip install tensorflowjs)`;

interface Framework {
  readonly end: RegExp;
  readonly what: string;
  /** The file's name as a shell takes it, and as Python does. */
  readonly remedies: (name: string, text: string) => readonly string[];
}

const FRAMEWORKS: readonly Framework[] = [
  {
    end: /\.onnx$/i,
    what: 'an ONNX model',
    // Without -osd the SavedModel has no signature, which the converter asks for.
    remedies: (name) => [
      `make a SavedModel of it first: onnx2tf -i ${name} -o ${SAVED} -osd (pip install onnx2tf), then ${fromSaved(SAVED)}`,
    ],
  },
  {
    end: /\.tflite$/i,
    what: 'a model of TensorFlow Lite',
    remedies: (name) => [
      `convert the model that it was made from: ${fromSaved(SAVED)}`,
      `go by ONNX, where that one is lost and its weights are floats: python -m tf2onnx.convert --tflite ${name} --output model.onnx (pip install tf2onnx), then onnx2tf -i model.onnx -o ${SAVED} -osd (pip install onnx2tf), then ${fromSaved(SAVED)}`,
    ],
  },
  {
    end: /\.keras$/i,
    what: 'a model of Keras 3',
    remedies: (_, text) => [
      `export it as a SavedModel, in Python: keras.saving.load_model(${text}).export("${SAVED}"), then ${fromSaved(SAVED)}`,
    ],
  },
  {
    end: /\.(?:h5|hdf5)$/i,
    what: 'a model of Keras, as HDF5',
    remedies: (name) => [
      `convert it with tensorflowjs_converter --input_format=keras ${name} web_model (pip install tensorflowjs)`,
    ],
  },
  {
    end: /\.pth?$/i,
    what: 'a model of PyTorch',
    remedies: () => [
      `export it in Python with torch.onnx.export, then onnx2tf -i model.onnx -o ${SAVED} -osd (pip install onnx2tf), then ${fromSaved(SAVED)}`,
    ],
  },
  {
    end: /(?:^|[/\\])saved_model\.pb$/i,
    what: 'a SavedModel of TensorFlow',
    remedies: (name) => [
      `convert its folder with ${fromSaved(name.replace(/(?:^|[/\\])saved_model\.pb/, '') || '.')}`,
    ],
  },
];

const quoted = (name: string): string =>
  /^[\w./~:\\-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;

export interface OtherModel {
  readonly what: string;
  readonly remedies: readonly string[];
}

/** @param path of a file, by whose end it is known; `null` where it is of no framework that we know */
export function otherFramework(path: string): OtherModel | null {
  const found = FRAMEWORKS.find(({ end }) => end.test(path));
  return found === undefined
    ? null
    : { what: found.what, remedies: found.remedies(quoted(plain(path)), JSON.stringify(plain(path))) };
}

/** Whether a name is that of such a file, and no network's. */
export const isOfOtherFramework = (name: string): boolean => otherFramework(name) !== null;
