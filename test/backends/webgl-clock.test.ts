/**
 * @file The clock of the webgl backend in a real Chromium, as it is and with single answers of its WebGL replaced by
 * those of other browsers and of failures.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, type Chromium } from '../../src/backends/chromium/browser.ts';
import type { Job } from '../../src/backends/chromium/task.ts';
import type { Report } from '../../src/index.ts';
import { tinyModel, whyNoChromium, zoo } from '../support/chromium.ts';
import { mustSkip } from '../support/required.ts';
import { usualOf } from '../support/large.ts';

const GL = 'WebGL2RenderingContext.prototype';
/** GPU_DISJOINT_EXT and QUERY_RESULT_AVAILABLE, QUERY_RESULT. */
const [DISJOINT, AVAILABLE, RESULT] = ['0x8FBB', '0x8867', '0x8866'];

/** Scripts that run in the page before all others. */
const replaced = (method: string, body: string): string => `{
  const original = ${GL}.${method};
  let calls = 0;
  ${GL}.${method} = function (a, b) {
    const answer = () => original.apply(this, arguments);
    ${body}
  };
}`;
const WITHOUT_QUERIES = replaced('getExtension', 'return /timer_query/.test(a) ? null : answer();');
const ALWAYS_DISJOINT = replaced('getParameter', `return a === ${DISJOINT} ? true : answer();`);
/** Asked at the start of a pass and at its end; true at every second end. */
const SOMETIMES_DISJOINT = replaced(
  'getParameter',
  `return a === ${DISJOINT} ? calls++ % 4 === 1 : answer();`,
);
const NEVER_ANSWERED = replaced('getQueryParameter', `return b === ${AVAILABLE} ? false : answer();`);
/** What ANGLE on Vulkan answers for queries that are used again. */
const OVERFLOWN = replaced('getQueryParameter', `return b === ${RESULT} ? 2 ** 63 : answer();`);
const LOST = replaced(
  'drawElements',
  `if (++calls === 5) this.getExtension('WEBGL_lose_context').loseContext(); return answer();`,
);

const times = ({ layers, kernels, entryTimes, total }: Report): readonly unknown[] => [
  ...[...layers, ...kernels, total].map(({ time }) => time),
  ...entryTimes,
];

const WITHOUT_TIMES = {
  'the GPU declares all void': [ALWAYS_DISJOINT, 4, /declared them so/],
  'no query is answered': [NEVER_ANSWERED, 1, /not answered/],
  'times are longer than the pass': [OVERFLOWN, 4, /longer than the pass/],
} as const;

describe.skipIf(mustSkip('chromium', whyNoChromium()))('webgl in Chromium', () => {
  let chromium: Chromium;
  beforeAll(async () => {
    const opened = await openChromium();
    if ('available' in opened) throw new Error(opened.why);
    chromium = opened;
  });
  afterAll(() => chromium.close());

  const profileIn = async (script: string | null, job: Job = tinyModel(), runs = 4): Promise<Report> => {
    const onPage = (page: { addInitScript(script: string): Promise<unknown> }): unknown =>
      script === null ? null : page.addInitScript(script);
    return (await chromium.run('chromium/webgl', job, { runs, onPage })).report;
  };

  it('times kernels by queries', async () => {
    const { environment, entries, entryTimes, calls, total } = await profileIn(
      null,
      zoo('mobilenet-v2', 32),
      3,
    );
    expect(environment).toMatchObject({ clock: 'query', adapter: expect.stringMatching(/\w/) });
    expect(environment['clockResolutionMs']).toBeLessThan(0.001);
    expect(environment).not.toHaveProperty('voidPasses');
    const untimed = entries.filter((_, i) => !(entryTimes[i] !== null && entryTimes[i]!.meanMs > 0));
    // A packed texture may need a program to be reshaped: only here a view can have a time.
    for (const { call } of untimed) expect(calls[call]!.kernel).toMatch(/^(Reshape|Identity|Cast|Slice)$/);
    expect(untimed.length).toBeLessThan(entries.length / 2);
    console.log(`webgl: kernels/wall ${(total.time!.meanMs / total.wall!.meanMs).toFixed(2)}`);
    expect(total.time!.meanMs).toBeGreaterThan(0);
  });

  it('waits for each kernel where there are no queries, and says so', async () => {
    const { environment, total } = await profileIn(WITHOUT_QUERIES);
    expect(environment).toMatchObject({
      clock: 'upper-bound',
      clockNote: expect.stringMatching(/waited for/),
    });
    expect(total.time!.meanMs).toBeGreaterThan(0);
  });

  it('counts no pass that is void', async () => {
    const runs = 4;
    const { environment, total } = await profileIn(SOMETIMES_DISJOINT, tinyModel(), runs);
    // The first pass is void and in no median; of those after it the second and the fourth.
    expect(environment).toMatchObject({ voidPasses: runs / 2, clockNote: expect.stringMatching(/void/) });
    expect(total.time).toMatchObject({ runs: runs / 2 });
    expect(total.time!.meanMs).toBeGreaterThan(0);
    expect(total.wall).toMatchObject({ runs });
  });

  it.each(
    usualOf('GPUs without times', Object.keys(WITHOUT_TIMES) as (keyof typeof WITHOUT_TIMES)[], [
      'the GPU declares all void',
    ]),
  )('knows no times where %s', async (name) => {
    const [script, runs, why] = WITHOUT_TIMES[name];
    const report = await profileIn(script, tinyModel(), runs);
    expect(report.environment).toMatchObject({ voidPasses: runs, clockNote: expect.stringMatching(why) });
    expect(times(report).every((time) => time === null)).toBe(true);
    expect(report.total.wall).toMatchObject({ runs });
  });

  it('reports a context that is lost', async () => {
    await expect(profileIn(LOST, tinyModel(), 100)).rejects.toMatchObject({
      code: 'lost-device',
      message: expect.stringMatching(/webglcontextlost/),
    });
  });
});
