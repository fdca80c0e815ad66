/** @file The rows of a report in a file: layers, kernels, the whole. */
import type {
  ByPhase,
  Compared,
  JudgedTextbookRow,
  KernelRow,
  LayerRow,
  Report,
  Total,
} from '../core/report.ts';
import { residualOf, type Bridge } from '../core/bridge.ts';
import { keyOf } from '../core/path-key.ts';
import { PHASES, type Scope } from '../core/trace.ts';
import { restoreBridge, saveBridge, usualBridges } from './bridges.ts';
import { restoreCounts, restoreParameters, saveCounts, saveParameters } from './counts.ts';
import type { FileCompared, FileKernel, FileLayer, FileTheory, FileTotal } from './file.ts';
import { theoryOfRow } from './theory.ts';
import { restoreTime, saveTime } from './times.ts';
import { isSame, maybe, unusual } from './usual.ts';

const savePhases = (phases: ByPhase | null): FileCompared['phases'] | null =>
  phases &&
  (Object.fromEntries(PHASES.map((phase) => [phase, saveCounts(phases[phase])])) as FileCompared['phases']);

function restorePhases(phases: FileCompared['phases'], runs: number): ByPhase | null {
  if (phases === undefined) return null;
  return Object.fromEntries(
    PHASES.map((phase) => [phase, restoreCounts(phases[phase], runs)]),
  ) as unknown as ByPhase;
}

/** What layers and the total have in common. */
const saveCompared = (row: Compared): FileCompared => ({
  ...saveCounts(row),
  ...maybe('parameters', saveParameters(row.parameters)),
  ...maybe('phases', savePhases(row.phases)),
});

/** The bridges of the textbook's rows on layers, by the layer's path. */
type TextBridges = ReadonlyMap<string, readonly Bridge[]>;

const textBridges = (textbook: readonly JudgedTextbookRow[]): TextBridges =>
  new Map(textbook.map(({ path, bridges }) => [keyOf(path), bridges]));

/** @param theory for each row the number of its derivation, and what that says of the row */
export function saveLayers(
  { layers, textbook }: Report,
  theory: ReadonlyMap<number, { readonly number: number; readonly derivation: FileTheory }>,
): FileLayer[] {
  const ofText = textBridges(textbook);
  return layers.map((row, i): FileLayer => {
    const { scope, path, kind, className, layerCalls, outputs, bridges, why } = row;
    const derived = theory.get(i);
    const usual = usualBridges(row, ofText.get(keyOf(path)) ?? []);
    return {
      scope,
      ...(scope === null ? { path, kind, className } : {}),
      ...unusual({ layerCalls, outputs }, { layerCalls: 1, outputs: [] }),
      ...saveCompared(row),
      ...(isSame(bridges, usual) ? {} : { bridges: bridges.map(saveBridge) }),
      ...maybe('theory', derived?.number),
      ...(isSame(why, derived?.derivation.why ?? null) ? {} : maybe('why', why)),
    };
  });
}

export function restoreLayers(
  saved: readonly FileLayer[],
  scopes: readonly Scope[],
  theory: readonly FileTheory[],
  textbook: readonly JudgedTextbookRow[],
  runs: number,
): LayerRow[] {
  const ofText = textBridges(textbook);
  return saved.map((row): LayerRow => {
    const { scope, layerCalls = 1, outputs = [], phases } = row;
    const {
      path = [],
      kind = 'layer',
      className = '',
      node,
    } = scope === null ? { ...row, node: null } : scopes[scope]!;
    const derivation = row.theory === undefined ? undefined : theory[row.theory];
    const compared = {
      ...restoreCounts(row, runs),
      theory: derivation === undefined ? null : theoryOfRow(derivation),
      parameters: restoreParameters(row.parameters),
    };
    const bridges = row.bridges?.map(restoreBridge) ?? usualBridges(compared, ofText.get(keyOf(path)) ?? []);
    return {
      scope,
      path,
      kind,
      className,
      node,
      layerCalls,
      outputs,
      why: row.why ?? derivation?.why ?? null,
      ...compared,
      bridges,
      residual: bridges.length === 0 ? null : residualOf(bridges),
      phases: restorePhases(phases, runs),
    };
  });
}

export const saveKernels = (rows: readonly KernelRow[]): FileKernel[] =>
  rows.map(({ kernel, state, distinctCalls, ...counts }) => ({
    kernel,
    state,
    distinctCalls,
    ...saveCounts(counts),
  }));

export const restoreKernels = (rows: readonly FileKernel[], runs: number): KernelRow[] =>
  rows.map((row) => ({
    kernel: row.kernel,
    state: row.state,
    distinctCalls: row.distinctCalls,
    ...restoreCounts(row, runs),
  }));

export function saveTotal(total: Total): FileTotal {
  const { counted, theory, bridges, residual, wall, parameters } = total;
  const { theoryCovers, comparedRows, agreeingRows, unknownTimeShare } = total;
  return {
    counted,
    ...saveCompared(total),
    parameters: { ...parameters },
    theory: theory && { multiplyAdds: theory.multiplyAdds, parameters: { ...theory.parameters } },
    bridges: bridges.map(saveBridge),
    residual,
    wall: wall && { ...saveTime(wall), runs: wall.runs },
    theoryCovers,
    comparedRows,
    agreeingRows,
    unknownTimeShare,
  };
}

export function restoreTotal(saved: FileTotal, runs: number): Total {
  const { theory, wall, theoryCovers, comparedRows, agreeingRows, unknownTimeShare } = saved;
  return {
    ...restoreCounts(saved, runs),
    theory: theory && { multiplyAdds: theory.multiplyAdds, parameters: restoreParameters(theory.parameters) },
    parameters: restoreParameters(saved.parameters),
    bridges: saved.bridges.map(restoreBridge),
    residual: saved.residual,
    phases: restorePhases(saved.phases, runs),
    wall: wall && restoreTime(wall, wall.runs),
    theoryCovers,
    comparedRows,
    agreeingRows,
    unknownTimeShare,
  };
}
