/** @file A scenario's report, as its caller would ask for it. */
import * as tf from '@tensorflow/tfjs';
import { count, type Report } from '../../../src/index.ts';
import { Builder, given } from './build.ts';
import { inputsOf } from './plan.ts';
import type { Scenario } from './scenario.ts';

export function reportOf({ listed, runs }: Scenario): Report {
  const builder = new Builder();
  const models = listed.map((plan) => builder.model(plan));
  const runnable = runs.map(({ model, batch }) => ({ plan: model, model: builder.model(model), batch }));
  return count(
    () =>
      tf.tidy(() => {
        for (const { plan, model, batch } of runnable) {
          const x = tf.ones([batch, inputsOf(plan)]);
          model.predict(given(plan, x), { batchSize: batch });
        }
      }),
    models.length === 0 ? {} : { models },
  );
}
