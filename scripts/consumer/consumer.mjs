// Uses the installed package: the library, the zoo and a count of one's own.
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { count, formatTable, parameters } from 'tfjs-flops';
import { startExecuted } from 'tfjs-flops/executed';
import { toCsv } from 'tfjs-flops/export';
import { fileWorkload } from 'tfjs-flops/load';
import { ZOO } from 'tfjs-flops/models';

const [batch, inputs, units] = [4, 3, 2];
const model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units, inputShape: [inputs] })] });
const report = count(() => model.predict(tf.ones([batch, inputs])), { models: [model] });
assert.equal(report.total.counted.multiplyAdds, batch * inputs * units);
assert.equal(report.total.residual, 0);
assert.equal(parameters(model).trainable, inputs * units + units);
assert.equal(ZOO.length, 9);
assert.equal(typeof startExecuted, 'function');
assert.match(toCsv(report), new RegExp(`,${batch * inputs * units},`));
await assert.rejects(fileWorkload('./no-such-model'), { code: 'missing-file' });
console.log(formatTable(report));
