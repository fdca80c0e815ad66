/** @file Graph models made in code and written as a converter would, to be read and profiled as files. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profile, type Report } from '../../../src/index.ts';
import type { FileOptions } from '../../../src/load/open-file.ts';
import { fileWorkload } from '../../../src/load/workload.ts';
import { artifactsOf, type HandMadeGraph } from '../../support/graph-def.ts';
import { writeFiles, type Files, type Loose } from '../small-models.ts';

/** A graph as files; `members` are further members of its model.json. */
export function filesOf(graph: HandMadeGraph, members: Loose = {}): Files {
  const { modelTopology, weightSpecs, weightData } = artifactsOf(graph);
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const bytes = new Uint8Array(weightData as ArrayBuffer);
  return {
    json: { format: 'graph-model', modelTopology, weightsManifest, ...members },
    shards: new Map([['weights.bin', bytes]]),
  };
}

/** Writes files to a new folder, lets `use` have it and removes it. */
export async function inFolder<T>(files: Files, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-graph-'));
  try {
    return await use(writeFiles(folder, files));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The report of a graph model that was written and read. */
export const profiled = (files: Files, options: FileOptions = {}): Promise<Report> =>
  inFolder(files, async (folder) => profile(await fileWorkload(folder, options), { runs: 0 }));

/** What a test asks of a report. */
export const figures = ({ total }: Report): Loose => ({
  counted: total.counted.multiplyAdds,
  theoryCovers: total.theoryCovers,
  residual: total.residual,
  parameters: total.parameters.total,
});

/** All of it is derived, and counted as derived. */
export const exactly = (multiplyAdds: number, parameters: number): Loose => ({
  counted: multiplyAdds,
  theoryCovers: 1,
  residual: 0,
  parameters,
});
