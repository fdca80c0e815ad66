/** @file The textbook on the page: the cards' numbers, sliders, the reader's own formula, Chinese. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../src/cli/report-page.ts';
import type { Report } from '../../src/core/report.ts';
import { WORDS } from '../../src/page/cards/words.ts';
import { textLines, trialOf } from '../../src/trial/check.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { isLarge, usualOf } from '../support/large.ts';
import { mustSkip } from '../support/required.ts';
import { accessFaults } from './access.ts';
import { startBrowser, type Browser, type Opened } from './browser.ts';
import { functionReport, networkReport, timedReport } from './reports.ts';

interface Card {
  readonly form: string;
  readonly says?: string;
  readonly shows?: string;
  readonly outcome?: string;
}

const CARDS = `[...document.querySelectorAll('#textbook article')].map(({ dataset }) => ({ ...dataset }))`;

/** Types a formula and waits for the answer. */
const typed = async (page: Page, formula: string, kind = 'attention', quantity = 'multiplyAdds') => {
  await page.evaluate(`(() => {
    document.querySelector('#own-kind').value = ${JSON.stringify(kind)};
    document.querySelector('#own-quantity').value = ${JSON.stringify(quantity)};
    document.querySelector('#own-formula').value = ${JSON.stringify(formula)};
    document.querySelector('#own-kind').dispatchEvent(new Event('change'));
  })()`);
  return page.evaluate<{ text: string; data: Card; refused: string | null; invalid: boolean }>(`(() => {
    const result = document.querySelector('.own-result');
    const refused = result.querySelector('.refused');
    return {
      text: result.textContent,
      data: { ...result.dataset },
      refused: refused === null ? null : refused.textContent,
      invalid: document.querySelector('#own-formula').getAttribute('aria-invalid') === 'true',
    };
  })()`);
};

const WRONG: readonly (readonly [formula: string, says: RegExp])[] = [
  ['3*N*DD', /reads DD at column 5, which is no size of an attention/],
  ['2N', /has no operator between 2 and N at column 1/],
  ['N D', /has no operator before D at column 3/],
  ['h(N)', /calls h\( at column 1/],
  ['N==D', /has = at column 2/],
  ['(N*D', /has a bracket at column 1 that is never closed/],
  ['N*D)', /has a bracket at column 4 that closes nothing/],
  ['N*', /ends with \*/],
  ['N*/D', /has \/ at column 3 right after \*/],
  ['N/7', /leaves no whole number/],
  ['N-N^2', /is negative/],
  ['K*N', /reads K at column 1, which is no size of an attention/],
];

const HOSTILE: readonly string[] = [
  'constructor',
  '__proto__',
  'N.constructor("alert(1)")()',
  '('.repeat(1e5),
  `${'('.repeat(60)}N${')'.repeat(60)}`,
  '1e999',
  'N^999999999999',
  '9^9^9^9^9',
  '9007199254740993',
  '<img src=x onerror=alert(1)>',
  'N\u202E*D',
  `N${'+N'.repeat(1e5)}`,
];

describe.skipIf(mustSkip('chromium', whyNoChromium()))("the textbook's panel", () => {
  let browser: Browser;
  let transformer: Report;
  /** Its page, which these tests share. */
  let shown: Opened;
  beforeAll(async () => {
    await useBackend('cpu');
    transformer = await networkReport('deit-ti16');
    browser = await startBrowser();
    shown = await opened(transformer);
  });
  afterEach(() => expect(shown.complaints).toEqual([]));
  afterAll(() => browser.close());

  const opened = async (report: Report, language: 'en' | 'zh' = 'en') =>
    browser.open(await reportPage({ reports: [report], language }));

  const quietly = async ({ complaints, close }: Opened): Promise<void> => {
    expect(complaints).toEqual([]);
    await close();
  };

  it('has a card for each formula of the text, or its name where it does not apply: the run’s numbers', async () => {
    const cnn = await networkReport('mobilenet-v2');
    for (const [report, tab] of [
      [transformer, shown],
      [cnn, await opened(cnn)],
    ] as const) {
      const cards = await tab.page.evaluate<Card[]>(CARDS);
      const lines = textLines(trialOf(report));
      const there = lines.filter(({ verdict }) => verdict !== null);
      expect(there.length).toBeGreaterThan(5);
      expect(
        cards.map(({ form, says, shows, outcome }) => [form, Number(says), Number(shows), outcome]),
      ).toEqual(there.map(({ form, verdict }) => [form, verdict!.says, verdict!.shows, verdict!.outcome]));
      const idle = await tab.page.evaluate<string>(
        `document.querySelector('#textbook [data-idle]').textContent`,
      );
      const forms = new Set([...cards.map(({ form }) => form), ...(idle.match(/\b[FP]\d\b/g) ?? [])]);
      expect(forms.size).toBe(15);
      expect(
        await tab.page.evaluate(`document.querySelectorAll('#textbook article math').length`),
      ).toBeGreaterThan(cards.length);
      if (tab !== shown) await quietly(tab);
    }
  });

  it('says so where there is no theory', async () => {
    const tab = await opened(await functionReport());
    expect(await tab.page.evaluate(`document.querySelector('#textbook').textContent`)).toContain(
      WORDS.en.noTheory,
    );
    expect(await tab.page.evaluate<Card[]>(CARDS)).toEqual([]);
    await quietly(tab);
  });

  it('moves its numbers with a slider, by keyboard, and back', async () => {
    const { page } = shown;
    const F9 = '#textbook [data-form=F9]';
    await page.locator(`${F9} .bench > summary`).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector(`${F9} input[type=range]`);
    const state = () =>
      page.evaluate<{
        sizes: Record<string, number>;
        said: number;
        caption: string;
        points: number;
      }>(`(() => {
        const card = document.querySelector('${F9}');
        const number = (text) => Number(text.replaceAll(',', ''));
        return {
          sizes: Object.fromEntries([...card.querySelectorAll('.sliders label')].map((label) =>
            [label.querySelector('span').textContent, number(label.querySelector('output').textContent)])),
          said: number(card.querySelector('.bench math > :last-child').textContent),
          caption: card.querySelector('figcaption').textContent,
          points: Number(card.querySelector('circle.says').dataset.value),
        };
      })()`);
    const says = ({ N, D, h }: Record<string, number>): number => h! * (3 * N! * D! ** 2 + 2 * N! ** 2 * D!);
    const before = await state();
    expect(before.said).toBe(says(before.sizes));
    for (const letter of ['N', 'D', 'h']) {
      const at = Object.keys(before.sizes).indexOf(letter);
      await page.locator(`${F9} input[type=range]`).nth(at).focus();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
    }
    const after = await state();
    for (const letter of ['N', 'D', 'h']) {
      const size = before.sizes[letter]!;
      expect(after.sizes[letter]).toBe(Math.max(16, 4 * size) - 1);
    }
    expect(after.said).toBe(says(after.sizes));
    expect(after.points).toBe(after.said);
    expect(after.caption).toContain(`the formula says ${after.said.toLocaleString('en')}`);
    await page.locator(`${F9} .bench button`).click();
    expect(await state()).toEqual({ ...before, caption: expect.any(String) });
  });

  it("gives a reader's own formula F9's verdict", async () => {
    const { page } = shown;
    const own = await typed(page, 'h*(3*N*D^2+2*N^2*D)');
    const f9 = textLines(trialOf(transformer)).find(({ form }) => form === 'F9')!.verdict!;
    expect(own.data).toEqual({ outcome: 'wrong', says: String(f9.says), shows: String(f9.shows) });
    expect(own.text).toContain(`by h = ${f9.factor!.value}`);
    expect(own.text).toContain(`missing output projection ${f9.missing[0]!.amount.toLocaleString('en')}`);
    expect((await typed(page, '2*N*D*Dff', 'feed-forward')).data.outcome).toBe('exact');
    expect((await typed(page, 'N*D', 'positions', 'parameters')).data.outcome).toBe('exact');
    expect((await typed(page, 'K^2*Cin', 'convolution')).text).toContain('no such layer found');
    // As one types: the answer comes behind the last key.
    await page.locator('#own-formula').fill('');
    await page.locator('#own-kind').selectOption('attention');
    await page.locator('#own-formula').pressSequentially('3*N*D^2');
    await page.waitForSelector('.own-result[data-outcome=incomplete]');
  });

  it('says of twelve wrong formulas what is wrong with them, and twelve hostile ones are text', async () => {
    const { page } = shown;
    for (const [formula, sentence] of WRONG) {
      const { refused, invalid } = await typed(page, formula);
      expect(refused, formula).toMatch(sentence);
      expect(invalid).toBe(true);
    }
    const start = performance.now();
    for (const formula of HOSTILE) {
      const { refused, data } = await typed(page, formula);
      expect(refused, formula.slice(0, 40)).not.toBeNull();
      expect(refused!.length).toBeLessThan(400);
      expect(data).toEqual({});
    }
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(await page.evaluate('document.querySelectorAll("#textbook img, #textbook script").length')).toBe(
      0,
    );
    expect((await typed(page, '3*N*D^2')).data.outcome).toBe('incomplete');
  });

  it('is Chinese as a whole', async () => {
    const tab = await opened(await timedReport(), 'zh');
    const { page } = tab;
    const text = await page.evaluate<string>(`document.querySelector('#textbook').textContent`);
    for (const name of [
      '卷积 convolution',
      '分组卷积 grouped conv',
      '参数量',
      '乘加次数',
      '教科书公式',
      '自定义公式',
    ])
      expect(text).toContain(name);
    expect((await typed(page, 'N*DD')).refused).toBe(
      '公式“N*DD”在第 3 列读到 DD，它不是该种层（attention）的尺寸。可用 N, D, Dk, h。',
    );
    await quietly(tab);
  });

  it.each(usualOf('themes', ['light', 'dark'], ['light']))(
    'is for everyone, %s, with sliders and tables open',
    async (colorScheme) => {
      const { page } = shown;
      await page.emulateMedia({ colorScheme });
      await typed(page, 'h*(3*N*D^2+2*N^2*D)');
      expect(await accessFaults(page, '#textbook', isLarge ? 1_000 : 3)).toEqual([]);
    },
  );
});
