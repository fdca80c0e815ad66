/**
 * @file Whose time it is outside kernels. JavaScript that runs on in microtasks is the pass's own, behind an `await` too;
 * once the event loop has come round nobody knows, unless a read is being waited for.
 */
import { Ledger, newAccount, type Account } from '../../timing/ledger.ts';

/** As browsers have it, and Node: its types know its own events alone. */
interface Port {
  addEventListener(name: 'message', listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
}

export class Phase {
  readonly javascript: Account = newAccount();
  readonly outputs: Account = newAccount();
  readonly #unnamed = newAccount();
  readonly ledger: Ledger;
  /** Reads that are being waited for; the first one has the time. */
  readonly #waiting: Account[] = [];
  readonly #channel = new MessageChannel();
  #isRunning = false;
  #ranUntilMs = Infinity;
  /** A turn of the loop that was asked for before the last one says nothing. */
  #turns = 0;

  constructor(startMs: number) {
    this.ledger = new Ledger(this.#unnamed, startMs);
    const port = this.#channel.port1 as unknown as Port;
    port.addEventListener('message', ({ data }) => {
      if (data === this.#turns && this.#isRunning) this.ledger.base = this.#waiting[0] ?? this.#unnamed;
    });
    port.start();
  }

  /** Whether the pass's own code has begun and not ended. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** When the pass's own code had ended, on the host's clock. */
  get ranUntilMs(): number {
    return this.#ranUntilMs;
  }

  #runsOn(): void {
    if (!this.#isRunning) return;
    this.ledger.base = this.javascript;
    this.#channel.port2.postMessage(++this.#turns);
  }

  /** Runs the pass's own code; what comes after it is the outputs' time. */
  async during<T>(run: () => T): Promise<Awaited<T>> {
    this.#isRunning = true;
    this.#runsOn();
    const result = await run();
    this.#isRunning = false;
    this.#ranUntilMs = performance.now();
    this.ledger.base = this.outputs;
    return result;
  }

  /** Waits for a read that has begun. */
  async waitFor<T>(account: Account, read: Promise<T>): Promise<T> {
    this.#waiting.push(account);
    this.#runsOn();
    try {
      return await read;
    } finally {
      this.#waiting.splice(this.#waiting.indexOf(account), 1);
      // Whoever waits for it goes on now.
      this.#runsOn();
    }
  }

  close(): void {
    this.#isRunning = false;
    this.#channel.port1.close();
    this.#channel.port2.close();
  }
}
