/** @file Weights stored otherwise in their files. */
import type { Report } from '../../../src/core/report.ts';
import { reportOf } from '../networks.ts';
import { expectGrown, expectPass, isKind, placeOf, type Plant } from './plant.ts';

/** As if read from files: two bytes a value, four in the layers that are named. */
function onDisk(report: Report, wide: readonly string[] = []): Report {
  const weights = report.weights.map((weight) => {
    const isWide = wide.includes(report.scopes[weight.scope]!.path.join('.'));
    return { ...weight, diskBytes: (isWide ? 4 : 2) * weight.shape.reduce((size, side) => size * side, 1) };
  });
  const diskBytes = weights.reduce((sum, weight) => sum + weight.diskBytes, 0);
  return { ...report, weights, memory: report.memory && { ...report.memory, diskBytes } };
}

export const float32: Plant = (parts, random) => {
  const place = placeOf(parts, random, isKind('conv', 'dense'));
  const { name } = parts[place]!;
  return {
    says: `${name} is float32 in its file`,
    judge(before) {
      const values = before.layers.find(({ path }) => path.join('.') === name)!.parameters.total;
      const report = reportOf(parts);
      expectPass(onDisk(before), onDisk(report));
      expectGrown(onDisk(before), onDisk(report, [name]), { figure: 'diskBytes', name, by: 2 * values });
    },
  };
};
