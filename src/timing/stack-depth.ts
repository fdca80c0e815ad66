/**
 * @file Where on the stack a pass runs. Its time depends on that: at one depth in forty, other ones in each
 * process, wasm kernels take 1.2 to 1.3 times as long (`npm run bench:stack`), presumably where the registers that V8
 * spills lie at the same place of a 4 KiB page as the tensors that are read. Code that calls a model always comes from
 * one depth, so that no number of passes would show it: here each pass runs at another one, and the median is not
 * moved by the few slow ones. (T. Mytkowicz and others, Producing wrong data without doing anything obviously wrong,
 * ASPLOS 2009.)
 */

const WORD_BYTES = 8;
export const PAGE_WORDS: number = 4096 / WORD_BYTES;

/** Odd, and near the golden section of a page: few passes are spread evenly, 512 of them are at all depths. */
const STEP_WORDS = 317;

/** Calls `fn` with so many more words of the stack in use, and returns its result. */
export function shifted<T>(words: number, fn: () => T): T {
  const padding = Array.from<unknown>({ length: words });
  return Reflect.apply(callWith<T>, null, [fn, ...padding]);
}

/** Arguments lie on the stack, whether or not they are used. */
function callWith<T>(fn: () => T, ..._padding: readonly unknown[]): T {
  return fn();
}

/** Words of the stack in use before the `n`th call. */
export const wordsBefore = (n: number): number => (n * STEP_WORDS) % PAGE_WORDS;

/** Calls each function at another depth. What an asynchronous one does after its first `await` is not moved. */
export function depths(): <T>(fn: () => T) => T {
  let calls = 0;
  return (fn) => shifted(wordsBefore(calls++), fn);
}
