/** @file What must be known of times on a page's GPU: why there are none, or what it cost to have them. */
import type { Report } from '../../core/report.ts';

const GPUS: ReadonlySet<string> = new Set(['webgl', 'webgpu']);

/** @param isAsked whether the GPU was asked for times */
export function gpuNotes(reports: readonly Report[], isAsked: boolean): readonly string[] {
  const backends = new Set(reports.map(({ backend }) => backend).filter((name) => GPUS.has(name)));
  return [...backends].map((backend) => {
    const all = reports.filter((report) => report.backend === backend);
    if (!isAsked)
      return `kernels on ${backend} have no times, since the host's clock says nothing of a GPU. --gpu-time asks the GPU, which then does one kernel after the other.`;
    const why = all.find(({ environment }) => environment.clockNote !== undefined)?.environment.clockNote;
    return all.every(({ total }) => total.time === null)
      ? `kernels on ${backend} have no times: ${why ?? 'the GPU gave none'}.`
      : `--gpu-time had the GPU do one kernel of ${backend} after the other: recorded calls took longer than they do by themselves.`;
  });
}
