/** @file What compiles and what does not: `npm run check` reads it, nothing runs it. */
import type * as tf from '@tensorflow/tfjs';
import { compare, count, formatTable, parameters, profile, type Report } from 'tfjs-flops';
import type { Workload } from 'tfjs-flops/models';

declare const layersModel: tf.LayersModel;
declare const sequential: tf.Sequential;
declare const graphModel: tf.GraphModel;
declare const workload: Workload;
declare const report: Report;
declare const loading: Promise<tf.LayersModel>;
declare const tensor: tf.Tensor;

// Models of tfjs are taken as they are, without a cast.
void profile(layersModel);
void profile(sequential, { batch: 4, inputs: undefined });
void profile(graphModel, { inputs: { x: [1, 224, 224, 3] } });
void profile(workload, { executed: true });
void profile((image: tf.Tensor4D) => image.square(), { inputs: [[1, 8, 8, 3]] });
void profile(async () => {}, { models: [layersModel, sequential, graphModel] });
void compare(layersModel, graphModel);
count(() => null, { models: [layersModel, sequential, graphModel], name: undefined });
parameters(sequential);
formatTable(report);

// @ts-expect-error an empty object is no model
void profile({});
// @ts-expect-error neither is a date
void profile(new Date());
// @ts-expect-error nor a tensor
void profile(tensor);
// @ts-expect-error nor a promise of a model
void profile(loading);
// @ts-expect-error a path is loaded with fileWorkload
void profile('./web_model');
// @ts-expect-error tensors are given, and no numbers
void profile((size: number) => size);
// @ts-expect-error a size
void profile(layersModel, { batch: '4' });
// @ts-expect-error no such option
void profile(layersModel, { repeat: 4 });
// @ts-expect-error a workload has its own models
void compare(layersModel, {});
// @ts-expect-error a function
void count(layersModel);
// @ts-expect-error a list
void count(() => null, { models: layersModel });
// @ts-expect-error of models
void count(() => null, { models: [{}] });
// @ts-expect-error the backend itself
void count(() => null, { executed: true });
// @ts-expect-error no model
parameters({});
