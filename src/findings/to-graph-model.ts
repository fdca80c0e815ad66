/**
 * @file The command that makes a graph model of a layers model, which remedies print. The converter reads a Keras HDF5
 * file unless it is told otherwise. Tried by hand with tensorflowjs 4.22.0: of a convolution and a batch norm it makes
 * one FusedConv2D.
 */
import type { RemedyCommand } from '../core/report.ts';

const TEXT =
  'tensorflowjs_converter --input_format=tfjs_layers_model --output_format=tfjs_graph_model model.json FOLDER';
const FROM = 'pip install tensorflowjs';

/** What a remedy writes. */
export const TO_GRAPH_MODEL = `${TEXT} (${FROM})`;
/** A program in Python that Node's tests cannot ask for. */
export const TO_GRAPH_MODEL_COMMAND: RemedyCommand = { text: TEXT, from: FROM, tried: false };
