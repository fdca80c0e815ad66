/** @file What a page loads: no module of Node, and where it is loaded beside any tfjs, no tfjs. */
import { describe, expect, it } from 'vitest';
import { filesIn, type Import, type SourceFile } from '../rooms/files.ts';

const FILES = ['src', 'models'].flatMap(filesIn);

/** The packages that a file imports, itself or through others; what is loaded when it is used too. */
function packagesOf(entry: string, files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set([entry]);
  const packages = new Set<string>();
  for (const path of seen) {
    const values: readonly Import[] = (byPath.get(path)?.imports ?? []).filter(
      ({ isTypeOnly }) => !isTypeOnly,
    );
    for (const { target, isPackage } of values) (isPackage ? packages : seen).add(target);
  }
  expect(seen.size).toBeGreaterThan(50);
  return [...packages].toSorted();
}

/** A file of the project that imports something, as a fault. */
const planted = (target: string): SourceFile => ({
  ...FILES.find(({ path }) => path === 'src/live/model.ts')!,
  imports: [{ target, isPackage: true, isTypeOnly: false, isDynamic: true }],
});

describe('a page', () => {
  it('gets nothing of Node with the library, and nothing of Node or tfjs with tfjs-flops/live', () => {
    expect(packagesOf('src/live/index.ts', FILES)).toEqual([]);
    expect(packagesOf('src/live/script.ts', FILES)).toEqual([]);
    expect(packagesOf('src/profile/small/index.ts', FILES)).toEqual(['@tensorflow/tfjs-core']);
    expect(packagesOf('src/index.ts', FILES).filter((name) => !name.startsWith('@tensorflow/'))).toEqual([]);
  });

  it.each(['node:fs', '@tensorflow/tfjs-core'])('would be told of an import of %s', (target) => {
    const others = FILES.filter(({ path }) => path !== 'src/live/model.ts');
    expect(packagesOf('src/live/index.ts', [...others, planted(target)])).toEqual([target]);
  });
});
