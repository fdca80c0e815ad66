/**
 * @file The names of a model's layers as paths: dots make groups. Theory reads the names in a JSON, the trace those of a
 * live model: both cut them here, so that their rows meet.
 */

/** `conv1`, `attn`, `3`, `1x1_conv`; not the `00_224` of `mobilenet_1.00_224`, which is half a number. */
const isStep = (step: string): boolean => step !== '' && !/^0\d|^\d+_\d/.test(step);

/**
 * `blocks.0.attn.qkv` as `['blocks', '0', 'attn', 'qkv']`. A name is not cut where a step would be half a number, nor
 * where it would seem to lie in another layer: beside a nested model `a`, the layer `a.b` is `['a.b']`. No two of the
 * layers have the same path, nor does one lie in another.
 * @param names of all layers of one model, each once; of those that run something
 */
export function layerPaths(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const all = new Set(names);
  return new Map(
    names.map((name) => {
      const steps = name.split('.');
      const isInOther = steps.some((_, i) => i > 0 && all.has(steps.slice(0, i).join('.')));
      return [name, isInOther || !steps.every(isStep) ? [name] : steps];
    }),
  );
}

/** The names, of which several may be the same, made different: `net`, `net (2)`. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let i = 2; taken.has(distinct); i++) distinct = `${name} (${i})`;
    taken.add(distinct);
    return distinct;
  });
}
