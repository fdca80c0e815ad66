/** @file How a model is run that is dropped: what the reader chose last. */
import { COUNTED_ON, type CountedOn, type CountTask } from '../../core/counting-page.ts';
import { html } from '../dom/element.ts';

const NAMES: Readonly<Record<CountedOn, string>> = {
  webgl: 'webgl',
  webgpu: 'webgpu',
  wasm: 'wasm',
  shapes: 'no backend: shapes alone',
};

const MOST_RUNS = 1000;

let on: CountedOn = 'webgl';
let runs = 10;
let inputs = '';

/** What was chosen, as the library takes it. */
export const settings = (): Pick<CountTask, 'on' | 'runs' | 'inputs'> => ({
  on,
  runs,
  inputs: inputs.split(/[\s,]+/).filter((text) => text !== ''),
});

const valueOf = ({ target }: Event): string => (target as HTMLInputElement | HTMLSelectElement).value;

/** Fields to choose it. */
export const settingsFields = (): HTMLElement =>
  html(
    'div',
    { class: 'tools settings' },
    html(
      'label',
      {},
      'Run on ',
      html(
        'select',
        { change: (event) => void (on = COUNTED_ON.find((each) => each === valueOf(event)) ?? on) },
        COUNTED_ON.map((each) => html('option', { value: each, selected: each === on }, NAMES[each])),
      ),
    ),
    html(
      'label',
      {},
      'Timed passes ',
      html('input', {
        type: 'number',
        min: 0,
        max: MOST_RUNS,
        value: runs,
        change(event) {
          const asked = Math.floor(Number(valueOf(event)));
          runs = Math.min(MOST_RUNS, Math.max(0, Number.isFinite(asked) ? asked : runs));
          (event.target as HTMLInputElement).value = String(runs);
        },
      }),
    ),
    html(
      'label',
      {},
      'Input sizes ',
      html('input', {
        type: 'text',
        value: inputs,
        placeholder: 'as the model says',
        spellcheck: 'false',
        change: (event) => void (inputs = valueOf(event)),
      }),
    ),
  );
