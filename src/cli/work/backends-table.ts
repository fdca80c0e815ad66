/** @file Every backend as a line of a table: whether it is available here, what it runs in, how it is timed. */
import type { Status } from '../../backends/backend.ts';
import { PAGE_BACKENDS } from '../../backends/chromium/task.ts';
import type { BackendInfo } from '../../core/environment.ts';
import { sentenceOf, TfjsFlopsError } from '../../core/errors.ts';
import { renderGrid, type Grid } from '../../report/grid.ts';
import { renderNotes, type Note } from '../../report/note.ts';
import { painter } from '../../report/paint.ts';
import type { Terminal } from '../terminal.ts';
import { wordsOf } from '../words.ts';

interface Line {
  readonly name: string;
  readonly status: Status;
  /** `Node v20.20.2`, `Chromium 156.0.8078.79`; `null` if unknown. */
  readonly runtime: string | null;
}

const NONE = '·';

/** `0.005` is `5 µs`. */
const microseconds = (ms: number): string => `${Number((1000 * ms).toPrecision(2))} µs`;

/** What times its kernels. */
function clockOf({ timestampQuery, timerQueries, clockResolutionMs }: BackendInfo): string {
  if (timestampQuery === true) return 'GPU timestamps';
  if (timerQueries === true) return 'GPU timer queries';
  if (timestampQuery === false) return 'whole passes only';
  if (timerQueries === false) return 'waits for the GPU';
  return clockResolutionMs === undefined ? NONE : `host, ${microseconds(clockResolutionMs)}`;
}

const GRID: Omit<Grid<Line>, 'lines'> = {
  heading: 'Backend',
  columns: [
    {
      heading: 'Here',
      align: 'left',
      drop: 0,
      cell: ({ status }) => (status.available ? 'yes' : 'no'),
      style: ({ status }) => (status.available ? 'green' : 'yellow'),
    },
    { heading: 'Runs in', align: 'left', drop: 2, cell: ({ runtime }) => runtime ?? NONE },
    {
      heading: 'Clock',
      align: 'left',
      drop: 1,
      cell: ({ status }) => (status.available ? clockOf(status.info) : NONE),
    },
  ],
  name: ({ name }) => name,
  style: () => null,
};

/** Its device, or what is missing and the command that installs it. */
function factsOf(status: Status): readonly string[] {
  if (!status.available) return [status.why, ...(status.command === null ? [] : [`run: ${status.command}`])];
  const { adapter, adapterVendor, adapterArchitecture, software, outputsNote, tfjsNode, libtensorflow } =
    status.info;
  const name = adapter ?? [adapterVendor, adapterArchitecture].filter((word) => word !== undefined).join(' ');
  return [
    name === '' ? [] : name,
    software === true ? 'in software' : [],
    outputsNote === undefined ? [] : `outputs ${outputsNote}`,
    tfjsNode === undefined ? [] : `tfjsNode ${tfjsNode}`,
    libtensorflow === undefined ? [] : `libtensorflow ${libtensorflow}`,
  ].flat();
}

async function nodeLines(): Promise<readonly Line[]> {
  const [{ STARTS }, { clockResolutionMs }] = await Promise.all([
    import('../../backends/start.ts'),
    import('../../timing/host-clock.ts'),
  ]);
  const host = { clockResolutionMs: clockResolutionMs() };
  const lines: Line[] = [];
  for (const backend of STARTS) {
    const status = await backend.status();
    const here = status.available ? { ...status, info: { ...host, ...status.info } } : status;
    lines.push({
      name: backend.name,
      status: here,
      runtime: status.available ? `Node ${process.version}` : null,
    });
  }
  return lines;
}

async function chromiumLines(): Promise<readonly Line[]> {
  const { surveyChromium } = await import('../../backends/chromium/browser.ts');
  const { runtime, survey } = await surveyChromium().catch((error: unknown) => {
    // A browser that does not start counts as none.
    if (!(error instanceof TfjsFlopsError)) throw error;
    const status: Status = { available: false, why: sentenceOf(error, wordsOf({})), command: null };
    return { runtime: null, survey: { webgl: status, webgpu: status, wasm: status, cpu: status } };
  });
  return PAGE_BACKENDS.map((name) => ({ name: `chromium/${name}`, status: survey[name], runtime }));
}

/** One note for all backends with the same facts, joined with dots. */
function notesOf(lines: readonly Line[]): readonly Note[] {
  const groups = new Map<string, { readonly names: string[]; readonly facts: readonly string[] }>();
  for (const { name, status } of lines) {
    const facts = factsOf(status);
    const group = groups.get(JSON.stringify(facts));
    if (group !== undefined) group.names.push(name);
    else if (facts.length > 0) groups.set(JSON.stringify(facts), { names: [name], facts });
  }
  return [...groups.values()].map(({ names, facts }) => {
    const isFamily = names.length > 1 && names.every((name) => name.startsWith('chromium/'));
    return { label: isFamily ? 'chromium/*' : names.join(', '), parts: facts };
  });
}

/** Below the table, the device of each or what is missing. */
export async function backendsTable({ width, color }: Pick<Terminal, 'width' | 'color'>): Promise<string> {
  const lines = [...(await nodeLines()), ...(await chromiumLines())];
  const paint = painter(color);
  const table = renderGrid({ ...GRID, lines }, width, paint);
  return [...table, '', ...renderNotes(notesOf(lines), width, paint)].join('\n');
}
