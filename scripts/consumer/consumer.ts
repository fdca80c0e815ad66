// Compiles against the installed declarations.
import { count, TfjsFlopsError, type Formula, type Report } from 'tfjs-flops';
import { toMarkdown } from 'tfjs-flops/export';
import { zooWorkload } from 'tfjs-flops/models';

const formula: Formula = { state: 'unknown', why: 'not measured' };
const report: Report = count(() => null, { kernelFormulas: { Mine: formula } });
export const multiplyAdds: number = report.total.counted.multiplyAdds;
export const table: string = toMarkdown(report, { unit: 'flops' });
export const name: string = zooWorkload('resnet18').title;
export const error: Error = new TfjsFlopsError('invalid-input', 'no');

// Imports that resolve to nothing would make everything `any`, in which no mistake shows.
// @ts-expect-error a count is a number
export const text: string = report.total.counted.multiplyAdds;
// @ts-expect-error there is no such unit
toMarkdown(report, { unit: 'macs' });
// @ts-expect-error a workload has a title, no size
export const size: unknown = zooWorkload('resnet18').size;
