/** @file The library beside the page: loaded when a model is dropped for the first time, from the page's own server. */
import { COUNTER, type CountReply, type CountTask, type PageCounter } from '../../core/counting-page.ts';

const script = document.querySelector<HTMLMetaElement>('meta[name=tfjs-flops-counter]')?.content ?? '';

/** Whether there is one: not beside the page in one file. */
export const canCount = script !== '';

let loading: Promise<PageCounter> | null = null;

async function load(): Promise<PageCounter> {
  await import(/* @vite-ignore */ new URL(script, document.baseURI).href);
  return Reflect.get(globalThis, COUNTER) as PageCounter;
}

/** Asks it. */
export async function askCounter(task: CountTask): Promise<CountReply> {
  loading ??= load();
  let counter: PageCounter;
  try {
    counter = await loading;
  } catch {
    loading = null;
    return {
      unexpected: `${script}, which counts models, did not load: the server that gave this page must run.`,
    };
  }
  return counter.count(task);
}
