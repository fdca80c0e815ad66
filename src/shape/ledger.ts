/**
 * @file What tfjs's engine notes of each tensor's data, and its sums. tfjs keeps the notes in a WeakMap, at a third of a
 * microsecond a tensor and more for the collector; here they are kept with the data, and given back to it at the end.
 */
import type { DataType, KernelBackend } from '@tensorflow/tfjs-core';
import { setOwnMethod, undoAll } from '../patch/own-property.ts';
import { Data } from './data.ts';

/** What the engine notes. */
interface Info {
  backend: KernelBackend;
  dtype: DataType;
  shape: number[];
  bytes: number;
}

/** As of a WeakMap. */
interface Infos {
  has(data: object): boolean;
  get(data: object): Info | undefined;
  set(data: object, info: Info): unknown;
  delete(data: object): boolean;
}

/** A tensor or a variable as the engine counts it. */
interface Counted {
  readonly dataId: object;
  readonly shape: number[];
  readonly dtype: DataType;
  readonly size: number;
}

/** What we use of tfjs's engine, which its types call private. */
interface Counting {
  readonly backend: KernelBackend;
  readonly state: {
    tensorInfo: Infos;
    numTensors: number;
    numStringTensors: number;
    numBytes: number;
    numDataBuffers: number;
  };
  readonly trackTensor: (tensor: Counted, backend?: KernelBackend) => void;
  readonly disposeTensor: (tensor: Counted) => void;
  readonly track: (tensor: Counted) => unknown;
}

const METHODS = ['trackTensor', 'disposeTensor', 'track'] as const;
const SUMS = ['numTensors', 'numStringTensors', 'numBytes', 'numDataBuffers'] as const;

/** Whether the engine has all that is used, and nobody else watches what is replaced. */
function isCounting(found: object): found is Counting {
  const state: unknown = Reflect.get(found, 'state');
  return (
    METHODS.every((name) => typeof Reflect.get(found, name) === 'function' && !Object.hasOwn(found, name)) &&
    typeof state === 'object' &&
    state !== null &&
    Reflect.get(state, 'tensorInfo') instanceof WeakMap &&
    SUMS.every((name) => typeof Reflect.get(state, name) === 'number')
  );
}

/** The notes of data of ours, in a ring through all that are alive; those of all others are where they were. */
class Ledger implements Infos {
  readonly #others: Infos;
  readonly #ring = new Data([], 'float32', new Float32Array());

  constructor(others: Infos) {
    this.#others = others;
    this.#ring.before = this.#ring.after = this.#ring;
  }

  has(data: object): boolean {
    return (data instanceof Data && data.backend !== null) || this.#others.has(data);
  }

  get(data: object): Info | undefined {
    return data instanceof Data && data.backend !== null ? (data as Data & Info) : this.#others.get(data);
  }

  set(data: object, info: Info): void {
    if (data instanceof Data) this.note(data, info.backend, info.bytes);
    else this.#others.set(data, info);
  }

  note(data: Data, backend: KernelBackend, bytes: number): void {
    if (data.backend === null) {
      const ring = this.#ring;
      const before = ring.before!;
      data.before = before;
      data.after = ring;
      before.after = data;
      ring.before = data;
    }
    data.backend = backend;
    data.bytes = bytes;
  }

  delete(data: object): boolean {
    if (!(data instanceof Data) || data.backend === null) return this.#others.delete(data);
    const { before, after } = data;
    before!.after = after;
    after!.before = before;
    data.backend = data.before = data.after = null;
    return true;
  }

  /** Notes those that are alive where the others are. */
  end(): Infos {
    for (let data = this.#ring.after!; data !== this.#ring; data = this.#ring.after!) {
      const { backend, dtype, shape, bytes } = data as Data & Info;
      this.delete(data);
      this.#others.set(data, { backend, dtype, shape, bytes });
    }
    return this.#others;
  }
}

/** That the engine adds for an element; a string's are counted by its values, a complex number's are its parts'. */
const WIDTH: Readonly<Record<DataType, number>> = { float32: 4, int32: 4, bool: 1, complex64: 0, string: 0 };

/** By `assign`, which variables of every copy of tfjs have. */
export const isVariable = (tensor: object): boolean =>
  typeof (tensor as { readonly assign?: unknown }).assign === 'function';

/** Keeps the engine's notes, where it can. @returns what gives them back */
export function keepLedger(found: object): () => void {
  if (!isCounting(found)) return () => {};
  const { state } = found;
  const ledger = new Ledger(state.tensorInfo);
  const { trackTensor, disposeTensor } = found;
  state.tensorInfo = ledger;
  const undo = [
    setOwnMethod(found, 'trackTensor', (tensor: Counted, backend?: KernelBackend) => {
      // The engine was reset.
      if (found.state !== state) {
        trackTensor.call(found, tensor, backend);
        return;
      }
      const { dataId, dtype } = tensor;
      const bytes = tensor.size * (dtype === 'float32' ? 4 : WIDTH[dtype]);
      state.numTensors++;
      state.numBytes += bytes;
      if (dtype === 'string') state.numStringTensors++;
      if (dataId instanceof Data) {
        if (dataId.backend === null && !ledger.has(dataId)) {
          state.numDataBuffers++;
          ledger.note(dataId, backend ?? found.backend, bytes);
        }
      } else if (!ledger.has(dataId)) {
        state.numDataBuffers++;
        ledger.set(dataId, { backend: backend ?? found.backend, dtype, shape: tensor.shape, bytes });
      }
      if (!isVariable(tensor)) found.track(tensor);
    }),
    setOwnMethod(found, 'disposeTensor', (tensor: Counted) => {
      const { dataId, dtype } = tensor;
      const backend = dataId instanceof Data ? dataId.backend : null;
      if (backend === null || dtype === 'string' || found.state !== state) {
        disposeTensor.call(found, tensor);
        return;
      }
      state.numTensors--;
      state.numBytes -= tensor.size * WIDTH[dtype];
      if (!backend.disposeData(dataId)) return;
      ledger.delete(dataId);
      state.numDataBuffers--;
    }),
  ];
  return () => {
    undoAll(undo);
    const others = ledger.end();
    if (state.tensorInfo === ledger) state.tensorInfo = others;
  };
}
