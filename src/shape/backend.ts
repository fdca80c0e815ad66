/** @file The shape backend: kernels that return shapes and compute nothing. tfjs runs on it unchanged. */
import {
  engine,
  getBackend,
  KernelBackend,
  type BackendTimingInfo,
  type BackendValues,
  type DataType,
  type KernelConfig,
  type KernelFunc,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { SHAPE_BACKEND } from '../core/shape-backend.ts';
import type { DType, Shape } from '../core/shape.ts';
import { Data, UNKNOWN, type Content, type Pending } from './data.ts';
import { text, type Described, type ShapeRule, type ShapeRules } from './rule.ts';
import { SHARED } from './sharing.ts';
import { dependsOnValues, SHAPE_RULES } from './table.ts';
import { pendingCall, REPEATED, Values, written, type Assumption } from './values.ts';

/** So many unknown values are read in a loop that does not end. */
const MOST_ASSUMED = 10_000;

/** What could not be known without values: a value that was read, or a size of which only the bound is known. */
export type Unknown =
  | ({ readonly kind: 'value' } & Assumption)
  | { readonly kind: 'bound'; readonly kernel: string; readonly shape: Shape };

/** Of a tensor that a layer or a caller kept: zeros in its place would be a wrong answer. */
const keptTooLong = ({ shape, dtype }: Assumption): TfjsFlopsError =>
  new TfjsFlopsError(
    'invalid-input',
    `A ${dtype} tensor ${text(shape)} is read that was made while kernels computed nothing, and kept: it has no values`,
    { remedies: ['count a model that is thrown away afterwards', 'count it with a run'] },
  );

/** tfjs calls them private. */
interface Making {
  makeTensorFromTensorInfo(info: TensorInfo, backend: KernelBackend): Tensor;
}

export class ShapeBackend extends KernelBackend {
  /** Told of whatever is not known, when it is needed. */
  onUnknown: (unknown: Unknown) => void = () => {};
  /** While a model is opened, floats are weights and images, of which nobody knows anything. */
  isOpening = false;
  readonly configs: readonly KernelConfig[];
  readonly #values: Values;
  #dataIds = 0;
  #assumed = 0;

  constructor(rules: ShapeRules = SHAPE_RULES) {
    super();
    this.#values = new Values((assumption) => {
      if (getBackend() !== SHAPE_BACKEND) throw keptTooLong(assumption);
      if (++this.#assumed > MOST_ASSUMED)
        throw new Error(`more than ${MOST_ASSUMED} values that are not known are read: a loop does not end`);
      this.onUnknown({ kind: 'value', ...assumption });
    });
    this.configs = Object.entries(rules).map(([kernel, rule]) => this.configOf(kernel, rule));
  }

  /** A kernel as tfjs registers it. */
  configOf(kernelName: string, rule: ShapeRule): KernelConfig {
    return { kernelName, backendName: SHAPE_BACKEND, kernelFunc: this.#kernel(kernelName, rule) };
  }

  /** Forgets how many values were assumed: another pass begins. */
  begin(): void {
    this.#assumed = 0;
  }

  /** A tensor of known values, which are read when somebody asks for them. */
  known(values: BackendValues, shape: Shape, dtype: DType): Tensor {
    return (engine() as unknown as Making).makeTensorFromTensorInfo(
      this.#made({ shape, dtype }, written(values, shape)),
      this,
    );
  }

  /** A tensor of values that nobody knows; it costs nothing, whatever its size. */
  unknown(shape: Shape, dtype: DType): Tensor {
    return (engine() as unknown as Making).makeTensorFromTensorInfo(
      this.#made({ shape, dtype }, UNKNOWN),
      this,
    );
  }

  #made({ shape, dtype }: Described, content: Content): TensorInfo {
    this.#dataIds++;
    return { dataId: new Data(shape, dtype, content), shape: shape as number[], dtype };
  }

  /** A view of an input, of whichever backend it is. */
  #shared({ dataId }: TensorInfo, { shape, dtype }: Described): TensorInfo {
    this.incRef(dataId);
    return { dataId, shape: shape as number[], dtype };
  }

  #kernel(kernel: string, rule: ShapeRule): KernelFunc {
    const isDependent = dependsOnValues(kernel);
    const sharedBy = SHARED[kernel];
    const repeated = REPEATED[kernel];
    return ({ inputs, attrs = {} }) => {
      if (isDependent) {
        const known = this.#runKnown(kernel, inputs, attrs);
        if (known !== null) return known;
      }
      const outputs = rule(inputs, attrs);
      if (isDependent) {
        const [first] = Array.isArray(outputs) ? (outputs as readonly Described[]) : [outputs as Described];
        this.onUnknown({ kind: 'bound', kernel, shape: first!.shape });
      }
      if (!Array.isArray(outputs)) {
        const only = outputs as Described;
        const shared = sharedBy?.(inputs as never, attrs);
        if (shared !== undefined) return this.#shared(shared, only);
        if (isDependent) return this.#pending(only, null);
        return this.#pending(only, repeated?.(attrs, only) ?? pendingCall(kernel, inputs, attrs, [only]));
      }
      const pending = isDependent ? null : pendingCall(kernel, inputs, attrs, outputs as Described[]);
      return (outputs as Described[]).map((output) => this.#pending(output, pending));
    };
  }

  #pending(output: Described, pending: Pending | null): TensorInfo {
    const isWeight = this.isOpening && output.dtype === 'float32';
    const info = this.#made(output, isWeight ? UNKNOWN : (pending ?? UNKNOWN));
    pending?.outputs.push(info.dataId as Data);
    return info;
  }

  /** A kernel whose sizes depend on values that are known: what the cpu kernel gives. */
  #runKnown(kernel: string, inputs: object, attrs: object): TensorInfo[] | TensorInfo | null {
    if (pendingCall(kernel, inputs, attrs, []) === null) return null;
    const outputs = this.#values
      .run(kernel, inputs, attrs)
      .map(({ values, ...output }) => this.#made(output, written(values, output.shape)));
    // One tensor where the rule gives one.
    return Array.isArray(SHAPE_RULES[kernel]?.(inputs, attrs)) ? outputs : outputs[0]!;
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): Data {
    this.#dataIds++;
    const isWeight = this.isOpening && dtype === 'float32' && shape.length > 0;
    return new Data(shape, dtype, isWeight ? UNKNOWN : written(values, shape));
  }

  override readSync(dataId: object): BackendValues {
    return this.#values.of(dataId as Data);
  }

  override async read(dataId: object): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override incRef(dataId: object): void {
    if (dataId instanceof Data) dataId.references++;
    else (engine().state.tensorInfo.get(dataId) as { backend: KernelBackend }).backend.incRef(dataId);
  }

  override refCount(dataId: object): number {
    return dataId instanceof Data ? dataId.references : 0;
  }

  override disposeData(dataId: object, isForced = false): boolean {
    const data = dataId as Data;
    if (data.references <= 0) return true;
    data.references--;
    if (data.references > 0 && !isForced) return false;
    data.references = 0;
    this.#dataIds--;
    return true;
  }

  override numDataIds(): number {
    return this.#dataIds;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override timerAvailable(): boolean {
    return true;
  }

  override async time(run: () => void): Promise<BackendTimingInfo> {
    run();
    return { kernelMs: 0 };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  /** As on cpu and wasm. */
  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {}
}
