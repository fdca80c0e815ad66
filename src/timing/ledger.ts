/**
 * @file Time by account, on the host's clock. What begins inside something else takes its time from it, so that no
 * moment is counted twice and none is lost.
 */

/** What time is booked on. */
export interface Account {
  ms: number;
}

export const newAccount = (): Account => ({ ms: 0 });

export class Ledger {
  readonly #inner: Account[] = [];
  #base: Account;
  #lastMs: number;

  /** @param base what time is booked on outside everything else */
  constructor(base: Account, nowMs: number = performance.now()) {
    this.#base = base;
    this.#lastMs = nowMs;
  }

  /** Books what has passed. @param nowMs where the moment is known already */
  book(nowMs: number = performance.now()): void {
    (this.#inner.at(-1) ?? this.#base).ms += nowMs - this.#lastMs;
    this.#lastMs = nowMs;
  }

  /** From now on, outside everything else. */
  set base(account: Account) {
    if (account === this.#base) return;
    this.book();
    this.#base = account;
  }

  enter(account: Account): void {
    this.book();
    this.#inner.push(account);
  }

  /** Leaves what was entered last. */
  leave(): void {
    this.book();
    this.#inner.pop();
  }

  /** Runs that inside an account. */
  in<T>(account: Account, run: () => T): T {
    this.enter(account);
    try {
      return run();
    } finally {
      this.leave();
    }
  }
}
