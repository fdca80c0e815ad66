/** @file A report that is saved, read again and compared with another. */
import * as tf from '@tensorflow/tfjs';
import { compareReports, count, formatComparison, readReport, writeReport } from 'tfjs-flops';

tf.enableProdMode();
const network = (filters: number): tf.Sequential =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ name: 'stem', inputShape: [32, 32, 3], filters, kernelSize: 3, strides: 2 }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dense({ name: 'head', units: 10 }),
    ],
  });
const reportOf = (model: tf.Sequential) =>
  count(() => model.predict(tf.zeros([1, 32, 32, 3])), { models: [model], name: 'tiny' });

const text = writeReport(reportOf(network(8))); // what `profile --json FILE` writes

console.log(formatComparison(compareReports(readReport(text), reportOf(network(12)))));
