// Compiles against the installed declarations.
import { count, TfjsFlopsError, type Formula, type Report } from 'tfjs-flops';
import { zooWorkload } from 'tfjs-flops/models';

const formula: Formula = { state: 'unknown', why: 'nobody knows' };
const report: Report = count(() => null, { formulas: { Mine: formula } });
export const multiplyAdds: number = report.total.counted.multiplyAdds;
export const name: string = zooWorkload('resnet18').title;
export const error: Error = new TfjsFlopsError('invalid-input', 'no');
