/**
 * @file The command that makes a graph model of a layers model, which remedies print. The converter reads a Keras HDF5
 * file unless it is told otherwise.
 */
export const TO_GRAPH_MODEL =
  'tensorflowjs_converter --input_format=tfjs_layers_model --output_format=tfjs_graph_model model.json FOLDER (pip install tensorflowjs)';
