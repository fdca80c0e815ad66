/** @file Parts of a tensor: plain slices, and strided ones with their five masks. */
import { number, type Attributes } from '../attributes.ts';
import { gives, input, numbersOf, written, type GraphRules } from '../rule.ts';
import { rearranged, type GraphTensor } from '../tensor.ts';

/** What is taken of one axis of the input. */
interface Cut {
  readonly start: number;
  readonly step: number;
  readonly size: number;
  /** The axis is left out of the output. */
  readonly isDropped: boolean;
}

/** Axes of the output in order: a cut through the next axis of the input, or a new axis of size 1. */
type Plan = readonly (Cut | 'new')[];

function taken(x: GraphTensor, plan: Plan): GraphTensor {
  const shape = plan.flatMap((cut) => (cut === 'new' ? [1] : cut.isDropped ? [] : [cut.size]));
  return rearranged(x, shape, (index) => {
    let axis = 0;
    return plan.flatMap((cut) => {
      if (cut === 'new') {
        axis++;
        return [];
      }
      return [cut.isDropped ? cut.start : cut.start + cut.step * (index[axis++] ?? 0)];
    });
  });
}

const slice = gives((call) => {
  const x = input(call, 0);
  const begin = numbersOf(call, 1, 'the begin of its slice is');
  const size = numbersOf(call, 2, 'the size of its slice is');
  if (begin.length !== x.shape.length || size.length !== x.shape.length)
    throw new Error(`a slice of ${written(x.shape)} must say where it begins and ends on each axis`);
  const plan = x.shape.map((n, axis): Cut => {
    const start = begin[axis] ?? 0;
    const length = size[axis] ?? -1;
    const cut = { start, step: 1, size: length === -1 ? n - start : length, isDropped: false };
    if (start < 0 || cut.size < 0 || start + cut.size > n)
      throw new Error(`a slice of ${cut.size} from ${start} does not lie in ${written(x.shape)}`);
    return cut;
  });
  return taken(x, plan);
});

const isSet = (mask: number, bit: number): boolean => Math.floor(mask / 2 ** bit) % 2 === 1;

interface Spec {
  readonly begin: number | null;
  readonly end: number | null;
  readonly step: number;
  readonly isDropped: boolean;
}

const WHOLE: Spec = { begin: null, end: null, step: 1, isDropped: false };

/** One axis of n elements; `null` is as far as it goes, negative places count from the end. */
function cutOf(n: number, { begin, end, step, isDropped }: Spec): Cut {
  if (step === 0) throw new Error('a stride of its slice is 0');
  const fromStart = (place: number): number => (place < 0 ? place + n : place);
  if (isDropped) {
    const start = fromStart(begin ?? 0);
    if (start < 0 || start >= n) throw new Error(`there is no element ${begin ?? 0} on an axis of ${n}`);
    return { start, step, size: 1, isDropped };
  }
  const [lowest, highest] = step > 0 ? [0, n] : [-1, n - 1];
  const clamped = (place: number): number => Math.min(Math.max(fromStart(place), lowest), highest);
  const start = begin === null ? (step > 0 ? lowest : highest) : clamped(begin);
  const stop = end === null ? (step > 0 ? highest : lowest) : clamped(end);
  return { start, step, size: Math.max(Math.ceil((stop - start) / step), 0), isDropped };
}

/** The specification of each axis of the output; an ellipsis, or the end of the list, takes axes whole. */
function planOf(attributes: Attributes, shape: readonly number[], specs: readonly Spec[]): Plan {
  const mask = (name: string): number => number(attributes, `${name}_mask`, 0);
  const [ellipsisMask, newAxisMask] = [mask('ellipsis'), mask('new_axis')];
  const isEllipsis = (i: number): boolean => isSet(ellipsisMask, i);
  const isNew = (i: number): boolean => isSet(newAxisMask, i) && !isEllipsis(i);
  const named = specs.filter((_, i) => !isEllipsis(i) && !isNew(i)).length;
  if (named > shape.length) throw new Error(`a slice of ${named} axes does not fit ${written(shape)}`);
  const wholes = Array.from({ length: shape.length - named }, () => WHOLE);
  const ellipses = specs.filter((_, i) => isEllipsis(i)).length;
  if (ellipses > 1) throw new Error('a slice takes one ellipsis at most');
  const entries: readonly (Spec | 'new')[] = [
    ...specs.flatMap((spec, i): readonly (Spec | 'new')[] =>
      isEllipsis(i) ? wholes : isNew(i) ? ['new'] : [spec],
    ),
    ...(ellipses > 0 ? [] : wholes),
  ];
  let axis = 0;
  return entries.map((entry) => (entry === 'new' ? entry : cutOf(shape[axis++] ?? 0, entry)));
}

const stridedSlice = gives((call) => {
  const { attributes } = call;
  const x = input(call, 0);
  const begins = numbersOf(call, 1, 'the begin of its slice is');
  const ends = numbersOf(call, 2, 'the end of its slice is');
  const steps = numbersOf(call, 3, 'the strides of its slice are');
  const masked = (name: string, i: number): boolean => isSet(number(attributes, `${name}_mask`, 0), i);
  const specs = begins.map((begin, i): Spec => {
    const isDropped = masked('shrink_axis', i);
    return {
      // An axis that is dropped is taken at its begin, masked or not.
      begin: masked('begin', i) && !isDropped ? null : begin,
      end: masked('end', i) ? null : (ends[i] ?? null),
      step: steps[i] ?? 1,
      isDropped,
    };
  });
  return taken(x, planOf(attributes, x.shape, specs));
});

export const SLICES: GraphRules = { Slice: slice, StridedSlice: stridedSlice };
