/** @file Faults planted in files: each is a text that its reader must refuse, or find another row or total in. */

export interface Fault {
  readonly format: string;
  /** The report that it is planted in. */
  readonly report: string;
  readonly what: string;
  readonly plant: (text: string) => string;
}

const HOSTILE = 'hostile names';
const TIMED = 'layers with times';
const GRAPH = 'a graph with times';

const lines = (text: string, change: (lines: string[]) => void): string => {
  const all = text.split('\n');
  change(all);
  return all.join('\n');
};

const json =
  <T>(change: (file: T) => void) =>
  (text: string): string => {
    const file = JSON.parse(text) as T;
    change(file);
    return JSON.stringify(file);
  };

const instead =
  (text: string | RegExp, other: string) =>
  (file: string): string =>
    file.replace(text, other);

const within =
  (format: string, report: string) =>
  (what: string, plant: (text: string) => string): Fault => ({ format, report, what, plant });

const csv = within('CSV', HOSTILE);
const markdown = within('Markdown', HOSTILE);
const latex = within('LaTeX', HOSTILE);
const speedscope = within('speedscope', TIMED);
const trace = within('trace', TIMED);
const explorer = within('Model Explorer', GRAPH);

interface Speedscope {
  readonly shared: { readonly frames: { name?: string }[] };
  readonly profiles: { unit: string; endValue: number; samples: number[][]; weights: number[] }[];
}
interface Trace {
  readonly traceEvents: {
    ph: string;
    name: string;
    cat?: string;
    ts: number;
    dur: number;
    args: Record<string, unknown>;
  }[];
}
interface Explorer {
  default: { results: Record<string, { value: unknown }>; gradient: { stop: number }[] };
}

const kernels = ({ traceEvents }: Trace): Trace['traceEvents'] =>
  traceEvents.filter(({ cat }) => cat === 'kernel');
const counter = (file: Trace): Trace['traceEvents'][number] =>
  file.traceEvents.find(({ ph, ts }) => ph === 'C' && ts > 0)!;
const heaviest = (file: Trace): Trace['traceEvents'][number] =>
  kernels(file).toSorted((a, b) => Number(b.args['multiply-adds']) - Number(a.args['multiply-adds']))[0]!;
const node = ({ default: { results } }: Explorer): [string, { value: unknown }] =>
  Object.entries(results).find(([, { value }]) => value !== 0)!;

export const FAULTS: readonly Fault[] = [
  csv('a row left out', (text) => lines(text, (all) => void all.splice(3, 1))),
  csv('a count doubled', instead(/,6,6,/, ',12,6,')),
  csv('a formula', instead("'=cmd()|x", '=cmd()|x')),
  csv('a formula behind a semicolon', instead(/a;'=1/g, 'a;=1')),
  csv('a quote that is not doubled', instead('a,""b""', 'a,"b"')),
  csv('a comma without quotes', instead(/"a,""b""\.(\w+)"/, 'a,b.$1')),
  csv('a line that ends with LF', instead('\r\n', '\n')),
  csv('a heading without its unit', instead('Parameters (count)', 'Parameters')),
  csv('a tab', instead('\\u0009', '\t')),
  markdown('a row left out', (text) => lines(text, (all) => void all.splice(4, 1))),
  markdown('a total doubled', instead(/\*\*\d+\*\* \|\n/, '**99** |\n')),
  markdown('a pipe in a name', instead('&#124;', '|')),
  markdown('a backtick in a name', instead('<code>a&#96;b', '`a`b')),
  markdown('HTML in a name', instead('&#60;script&#62;', '<script>')),
  markdown('a reference in a name', instead('&#38;lt&#59;', '&lt;')),
  markdown('a name outside a code span', instead('`**bold** _it_ ~~no~~', '**bold** _it_ ~~no~~')),
  latex('a row left out', (text) => lines(text, (all) => void all.splice(8, 1))),
  latex('a total doubled', instead(/(\d+)( \\\\\n {2}\\bottomrule)/, '99$2')),
  latex('an ampersand in a name', instead(String.raw`a \& b`, 'a & b')),
  latex('an underscore in a name', instead(String.raw`\_it\_`, '_it_')),
  latex('a command in a name', instead(String.raw`\textbackslash{}input`, String.raw`\input`)),
  latex('a per cent sign in a name', instead(String.raw`\%`, '%')),
  latex('an option behind the end of a line', instead('{[}1em]', '[1em]')),
  latex('a number with commas', instead(/ (\d)(\d* \\\\\n {2}\\midrule)/, ' 1,$1$2')),
  speedscope('a sample left out', json<Speedscope>(({ profiles: [work] }) => {
    work!.samples.pop();
    work!.endValue -= work!.weights.pop()!;
  })), // prettier-ignore
  speedscope(
    'weights doubled',
    json<Speedscope>(({ profiles: [work] }) => {
      work!.weights = work!.weights.map((weight) => 2 * weight);
      work!.endValue *= 2;
    }),
  ),
  speedscope(
    'a weight less',
    json<Speedscope>(({ profiles: [work] }) => void work!.weights.pop()),
  ),
  speedscope(
    'a frame that is not there',
    json<Speedscope>(({ profiles: [work] }) => work!.samples[0]!.push(9999)),
  ),
  speedscope(
    'a frame without a name',
    json<Speedscope>(({ shared }) => void delete shared.frames[0]!.name),
  ),
  speedscope(
    'a unit that is none',
    json<Speedscope>(({ profiles: [work] }) => void (work!.unit = 'multiply-adds')),
  ),
  speedscope(
    'a layer under another',
    json<Speedscope>(({ profiles: [work] }) => work!.samples[0]!.splice(1, 0, 0)),
  ),
  trace(
    'an event left out',
    json<Trace>((file) => void file.traceEvents.splice(file.traceEvents.indexOf(heaviest(file)), 1)),
  ),
  trace(
    'a count doubled',
    json<Trace>((file) => {
      const { args } = heaviest(file);
      args['multiply-adds'] = 2 * Number(args['multiply-adds']);
    }),
  ),
  trace(
    'an event that overlaps the next by 1 ns',
    json<Trace>((file) => void (kernels(file)[2]!.dur += 0.001)),
  ),
  trace(
    'a layer that ends behind its model',
    json<Trace>((file) => void (file.traceEvents.findLast(({ ph }) => ph === 'X')!.dur += 1)),
  ),
  trace(
    'a model that ends early',
    json<Trace>((file) => void (file.traceEvents.find(({ cat }) => cat === 'model')!.dur -= 1)),
  ),
  trace(
    'a time that is none',
    json<Trace>((file) => void (kernels(file)[0]!.dur = -1)),
  ),
  trace(
    'a counter that goes back',
    json<Trace>((file) => void (file.traceEvents.findLast(({ ph }) => ph === 'C')!.ts = 0)),
  ),
  trace(
    'a kernel whose memory is left out',
    json<Trace>((file) => void file.traceEvents.splice(file.traceEvents.indexOf(counter(file)), 1)),
  ),
  trace(
    'a thread without a name',
    json<Trace>((file) => void file.traceEvents.splice(1, 1)),
  ),
  trace(
    'a span without its thread',
    json<Trace>((file) => void Reflect.deleteProperty(heaviest(file), 'tid')),
  ),
  trace('a unit of time that is none', instead('"displayTimeUnit":"ms"', '"displayTimeUnit":"us"')),
  trace(
    'memory as text',
    json<Trace>((file) => void (counter(file).args['bytes'] = String(counter(file).args['bytes']))),
  ),
  trace(
    'memory without its unit',
    json<Trace>((file) => void (counter(file).name = 'live memory')),
  ),
  explorer(
    'a node left out',
    json<Explorer>((file) => void delete file.default.results[node(file)[0]]),
  ),
  explorer(
    'a count doubled',
    json<Explorer>((file) => void (node(file)[1].value = 2 * Number(node(file)[1].value))),
  ),
  explorer(
    'a number as text',
    json<Explorer>((file) => void (node(file)[1].value = String(node(file)[1].value))),
  ),
  explorer("a path in the place of a node's own name", instead('net/loop', 'loop')),
  explorer(
    'a field that is not documented',
    json<Explorer>((file) => void Object.assign(node(file)[1], { color: '#d93025' })),
  ),
  explorer(
    'a gradient without its end',
    json<Explorer>((file) => void file.default.gradient.pop()),
  ),
];
