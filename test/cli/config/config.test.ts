/** @file Limits that a project keeps in a file: which file is taken, and what comes first. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateSchema, SCHEMAS } from '../../../scripts/schema.ts';
import { ALL, FILE, STEM, TOP, check, model, place, usePlaces } from './place.ts';

usePlaces();

it('has the schema that its type says', async () => {
  expect(readFileSync(SCHEMAS.config.file, 'utf8')).toBe(await generateSchema(SCHEMAS.config));
});

describe('which file', () => {
  it('the one of the current folder, and it is said', async () => {
    const folder = place({ [FILE]: { maxMultiplyAdds: ALL } });
    const met = await check(folder, model);
    expect(met).toMatchObject({ code: 0, err: '' });
    expect(met.out).toMatch(new RegExp(`^PASS .*\n  limits of ${FILE}\n$`));
    writeFileSync(join(folder, FILE), JSON.stringify({ maxMultiplyAdds: ALL - 1 }));
    const broken = await check(folder, model, '--markdown', '-');
    expect(broken).toMatchObject({ code: 1, err: '' });
    expect(broken.out).toContain(`\nlimits of ${FILE}\n`);
  });

  it('the key of a package.json; one without the key is passed by', async () => {
    const folder = place({
      'package.json': { name: 'a', 'tfjs-flops': { maxMultiplyAdds: ALL - 1 } },
      'b/package.json': { name: 'b' },
      'b/c/none.txt': '',
    });
    const { code, out } = await check(join(folder, 'b/c'), model);
    expect(code).toBe(1);
    expect(out).toContain('\n  limits of tfjs-flops in ../../package.json\n');
  });

  it('the nearest, whichever of the two kinds it is', async () => {
    const folder = place({
      [FILE]: { maxMultiplyAdds: 1 },
      'b/package.json': { 'tfjs-flops': { maxMultiplyAdds: 2 } },
      'b/c/tfjs-flops.config.json': { maxMultiplyAdds: ALL },
    });
    expect((await check(folder, model)).out).toContain('over the limit of 1\n');
    expect((await check(join(folder, 'b'), model)).out).toContain('over the limit of 2\n');
    expect((await check(join(folder, 'b/c'), model)).code).toBe(0);
  });

  it('--config names it: any name, and a package.json', async () => {
    const folder = place({
      [FILE]: 'broken',
      'limits/a.json': `\uFEFF{"$schema": "x", "maxMultiplyAdds": ${ALL}}`,
      'limits/package.json': { 'tfjs-flops': { maxMultiplyAdds: 3 } },
    });
    const met = await check(folder, model, '--config', 'limits/a.json');
    expect(met).toMatchObject({ code: 0, err: '' });
    expect(met.out).toContain('limits of limits/a.json');
    const broken = await check(folder, model, '--config', 'limits/package.json');
    expect(broken.code).toBe(1);
    expect(broken.out).toContain('over the limit of 3\n');
  });
});

describe('what comes first', () => {
  it('a flag, before the limit of its name; the others stand', async () => {
    const folder = place({ [FILE]: { maxKernels: 1, layers: { stem: STEM - 1 }, noUnknown: true } });
    const { code, out } = await check(folder, model, '--max-kernels', '1k');
    expect(code).toBe(1);
    expect(out.match(/^FAIL .*/gm)).toEqual([expect.stringContaining(`stem: ${STEM} multiply-adds, +1 `)]);
    expect(out).toContain(`limits of ${FILE}, but for --max-kernels\n`);
    const both = ['--max-kernels', '1k', '--layer', `top=${TOP}`];
    const met = await check(folder, model, ...both);
    expect(met).toMatchObject({ code: 0, err: '' });
    expect(met.out).toContain('but for --max-kernels, --layer\n');
  });

  it('the limits of a model, by its path from the file, before those of all', async () => {
    const folder = place({
      [FILE]: {
        maxMultiplyAdds: 1,
        models: { '../report.json': { maxMultiplyAdds: ALL }, 'mobilenet-v1': { maxParameters: 2 } },
      },
      'deep/none.txt': '',
    });
    expect((await check(folder, '../report.json')).code).toBe(0);
    expect((await check(join(folder, 'deep'), model)).code).toBe(0);
    const other = join(folder, 'other.json');
    writeFileSync(other, readFileSync(model));
    expect((await check(folder, other)).out).toContain('over the limit of 1\n');
    const zoo = ['mobilenet-v1', '--image-size', '32', '--classes', '2', '--backend', 'cpu'];
    const { code, out } = await check(folder, ...zoo);
    expect(code).toBe(1);
    expect(out).toContain(' parameters, ');
    expect(out).toContain('over the limit of 2\n');
  });

  it('a file with limits of other models only is none, and says so', async () => {
    const folder = place({ [FILE]: { models: { '../report.json': { maxMultiplyAdds: 1 } } } });
    const copy = join(folder, 'reports.json');
    writeFileSync(copy, readFileSync(model));
    const met = await check(folder, copy, '--baseline', model);
    expect(met).toMatchObject({ code: 0, err: '' });
    expect(met.out).toContain(`${FILE} has no limits of ${copy}\n`);
  });

  it('limits that are relative are of the baseline, as those of flags', async () => {
    const folder = place({ [FILE]: { maxMultiplyAdds: '+0%', layers: { top: '-0%' } } });
    expect((await check(folder, model, '--baseline', model)).code).toBe(0);
  });
});
