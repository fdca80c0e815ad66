/** @file The script as a worker of the page of a report: counts what the page sends, and answers. */
import type { CountReply, CountRequest, PageCounter } from '../core/counting-page.ts';

/** What a worker has of its own; Node's types know none. */
interface WorkerScope {
  addEventListener(type: 'message', listen: (message: { readonly data: CountRequest }) => void): void;
  postMessage(data: CountReply, transferred: readonly object[]): void;
}

/** One request after another: the page waits for each. */
export function answerPage({ count }: PageCounter): void {
  const scope = globalThis as unknown as WorkerScope;
  scope.addEventListener('message', async ({ data }) =>
    scope.postMessage(await count({ ...data, onProgress: () => {} }), []),
  );
}
