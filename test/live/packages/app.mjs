/** @file An app as people write it, with a model package and no global: what its address names runs again and again. */
import * as tf from '@tensorflow/tfjs';
import * as blazeface from '@tensorflow-models/blazeface';
import * as bodySegmentation from '@tensorflow-models/body-segmentation';
import * as cocoSsd from '@tensorflow-models/coco-ssd';
import * as speechCommands from '@tensorflow-models/speech-commands';

const role = new URL(globalThis.location.href).searchParams.get('role');
const url = (name) => new URL(`models/${role}/${name}`, globalThis.location.href).href;

/** Each gives what makes one call. */
const APPS = {
  async blazeface() {
    const model = await blazeface.load({ modelUrl: url('model.json') });
    return () => model.estimateFaces(tf.zeros([128, 128, 3]), true);
  },
  async 'coco-ssd'() {
    const model = await cocoSsd.load({ modelUrl: url('model.json') });
    return () => model.detect(tf.zeros([300, 300, 3], 'int32'));
  },
  async 'body-segmentation'() {
    const { MediaPipeSelfieSegmentation } = bodySegmentation.SupportedModels;
    const options = { runtime: 'tfjs', modelType: 'general', modelUrl: url('model.json') };
    const segmenter = await bodySegmentation.createSegmenter(MediaPipeSelfieSegmentation, options);
    return () => segmenter.segmentPeople(tf.zeros([256, 256, 3]));
  },
  async 'speech-commands'() {
    const recognizer = speechCommands.create(
      'BROWSER_FFT',
      undefined,
      url('model.json'),
      url('metadata.json'),
    );
    await recognizer.ensureModelLoaded();
    return () => recognizer.recognize(tf.zeros([1, 43, 232, 1]));
  },
};

await tf.setBackend('cpu');
const call = await APPS[role]();
globalThis.document.body.dataset.calls = '0';
for (;;) {
  await call();
  globalThis.document.body.dataset.calls++;
  await new Promise((resolve) => setTimeout(resolve, 50));
}
