/**
 * @file Finds the models of a realm from outside. Where no table of WebAssembly can be, the heap is searched, which finds also
 * models that do not run. Elsewhere the page is stopped for some ms inside a kernel, and the stack says whose it is: Chromium
 * 156 crashes the page that holds a `WebAssembly.Table` when its heap is searched.
 */
import type { Target } from './target.ts';
import { mayHaveTable } from './wasm-tables.ts';

export interface RemoteObject {
  readonly objectId?: string | undefined;
  readonly value?: unknown;
}

/** A realm, as the search needs it. */
export interface Searched {
  readonly target: Target;
  evaluate(expression: string): Promise<RemoteObject>;
  /** Has a function called inside kernels that are no known model's, for each name once. */
  stopAt(stop: RemoteObject): Promise<void>;
  /** Whether nothing is recorded: where the debugger is on, wasm runs at half its speed. */
  hold(isHeld: boolean): Promise<void>;
  /** Takes what may be models. */
  find(given: readonly RemoteObject[]): Promise<unknown>;
}

interface Frame {
  readonly this: RemoteObject & { readonly type: string };
}

const GROUP = 'tfjs-flops-search';

/** How long a kernel is waited for, in ms. */
const WAIT_MS = 1_000;
/** How long another one is waited for, in ms. */
const NEXT_MS = 300;

/** Larger modules are not looked at: they have tables. */
const SMALL_BYTES = 1_024;

interface Script {
  readonly scriptId: string;
  readonly scriptLanguage?: string;
  readonly length?: number;
}

const isSmall = ({ length = Infinity }: Script): boolean => length <= SMALL_BYTES;

async function hasTable(target: Target, { scriptId }: Script): Promise<boolean> {
  const { bytecode } = await target.send('Debugger.getScriptSource', { scriptId });
  return typeof bytecode !== 'string' || mayHaveTable(Buffer.from(bytecode, 'base64'));
}

async function searchHeap(here: Searched, { objectId }: RemoteObject): Promise<void> {
  const query = { prototypeObjectId: objectId, objectGroup: GROUP };
  const { objects } = (await here.target.send('Runtime.queryObjects', query)) as {
    readonly objects: RemoteObject;
  };
  await here.find([objects]);
}

/** Objects whose methods run. */
const ownersIn = (frames: readonly Frame[]): readonly RemoteObject[] =>
  frames.flatMap(({ this: { type, objectId } }) => (type === 'object' ? [{ objectId }] : []));

async function searchStacks(here: Searched, stop: RemoteObject): Promise<void> {
  const { target } = here;
  let end!: () => void;
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const look = async (frames: readonly Frame[]): Promise<void> => {
    try {
      await here.find(ownersIn(frames));
    } finally {
      // The next kernel of another name may be of another model.
      timer = setTimeout(end, NEXT_MS);
      await target.send('Debugger.resume');
    }
  };
  const off = target.on((method, params) => {
    if (method === 'closed') end();
    if (method !== 'Debugger.paused') return;
    clearTimeout(timer);
    look(params['callFrames'] as readonly Frame[]).catch(end);
  });
  timer = setTimeout(end, WAIT_MS);
  try {
    await here.stopAt(stop);
    await ended;
  } finally {
    clearTimeout(timer);
    off();
    await here.stopAt({ value: null });
  }
}

/** One search at a time in each target, whose realms share a debugger. */
export function searchModels(here: Searched): Promise<void> {
  const { target } = here;
  return target.inTurn(async () => {
    const modules: Script[] = [];
    const off = target.on((method, params) => {
      const script = params as unknown as Script;
      if (method === 'Debugger.scriptParsed' && script.scriptLanguage === 'WebAssembly') modules.push(script);
    });
    try {
      // It tells of each script that there is before it answers. What can be asked at once is: a page that computes answers late.
      const [stop, root] = await Promise.all([
        here.evaluate('() => { debugger; }'),
        here.evaluate('Object.prototype'),
        here.hold(true),
        target.send('Debugger.enable'),
      ]);
      const tables = modules.every(isSmall)
        ? await Promise.all(modules.map((script) => hasTable(target, script)))
        : [true];
      await (tables.includes(true) ? searchStacks(here, stop) : searchHeap(here, root));
    } finally {
      off();
      const undone = [
        here.hold(false),
        target.send('Debugger.disable'),
        target.send('Runtime.releaseObjectGroup', { objectGroup: GROUP }),
      ];
      // A page that is gone, or computes, is not waited for.
      for (const each of undone) each.catch(() => {});
    }
  });
}
