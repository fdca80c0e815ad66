/**
 * @file The library beside the page: loaded when a model is dropped for the first time, from the page's own server. What
 * runs a model runs in the page, whose backends those are; what needs none is counted in a worker, so that the page is
 * drawn and read meanwhile, however large the model is.
 */
import {
  COUNTER,
  COUNTER_POLICY,
  type CountReply,
  type CountRequest,
  type CountTask,
  type PageCounter,
} from '../../core/counting-page.ts';

const script = document.querySelector<HTMLMetaElement>('meta[name=tfjs-flops-counter]')?.content ?? '';

/** Whether there is one: not beside the page in one file. */
export const canCount = script !== '';

const address = (): string => new URL(script, document.baseURI).href;

const notLoaded = (): CountReply => ({
  unexpected: `${script}, which counts models, did not load: the server that gave this page must run.`,
});

let loading: Promise<PageCounter> | null = null;

async function load(): Promise<PageCounter> {
  await import(/* @vite-ignore */ address());
  return Reflect.get(globalThis, COUNTER) as PageCounter;
}

async function countHere(task: CountTask): Promise<CountReply> {
  loading ??= load();
  let counter: PageCounter;
  try {
    counter = await loading;
  } catch {
    loading = null;
    return notLoaded();
  }
  return counter.count(task);
}

/** Of browsers that have it; TypeScript's types have not. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

let trustedAddress: string | null = null;

/** The script's address as what a worker may be made of: whoever asks the policy, it gives no other. */
function workerAddress(): string {
  // A policy is made once.
  if (trustedAddress !== null) return trustedAddress;
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy(COUNTER_POLICY, { createScriptURL: address });
  return (trustedAddress = policy?.createScriptURL('') ?? address());
}

let worker: Worker | null = null;

/** One at a time: the next answer is the request's. */
function countInWorker({ files, on, runs, inputs }: CountTask): Promise<CountReply> {
  const own = (worker ??= new Worker(workerAddress(), { type: 'module' }));
  const request: CountRequest = { files, on, runs, inputs };
  return new Promise((resolve) => {
    const answered = new AbortController();
    const answer = (reply: CountReply): void => {
      answered.abort();
      resolve(reply);
    };
    const { signal } = answered;
    own.addEventListener('message', ({ data }) => answer(data as CountReply), { signal });
    own.addEventListener(
      'error',
      () => {
        worker = null;
        answer(notLoaded());
      },
      { signal },
    );
    own.postMessage(request, []);
  });
}

/** A model.json without its weights is not run, whatever was chosen. */
const isRun = ({ files, on }: CountTask): boolean =>
  on !== 'shapes' && files.some(({ path }) => !/\.json$/i.test(path));

/** Asks it. */
export const askCounter = (task: CountTask): Promise<CountReply> =>
  isRun(task) ? countHere(task) : countInWorker(task);
