/** @file What a traced pass gives, whether or not it is timed: weights, memory, and the architectures that ran. */
import type { Trace } from '../core/trace.ts';
import type { Session } from '../core/workload.ts';
import { runsOf } from '../session/architecture.ts';
import type { LiveBytes } from '../trace/live-bytes.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { RunResults } from './build-report.ts';
import { passMemory } from './pass-memory.ts';
import { refuseUnsized } from './unsized.ts';

/** A pass that was traced. */
export interface TracedPass {
  readonly tracer: Tracer;
  readonly trace: Trace;
  /** Memory during the pass. */
  readonly live: LiveBytes;
}

/**
 * @param session what a session knows of its model; without it live models say what they are made of
 * @throws TfjsFlopsError `unsupported-model` for a tensor of which a size is no number
 */
export function resultsOf(
  { tracer, trace, live }: TracedPass,
  { architecture, diskBytes }: Pick<Session, 'architecture' | 'diskBytes'> = { architecture: null },
): Pick<RunResults, 'trace' | 'weights' | 'memory' | 'architectures'> {
  refuseUnsized(trace);
  const weights = tracer.weights(diskBytes);
  return {
    trace,
    weights,
    memory: passMemory(weights, live, diskBytes),
    architectures: architecture === null ? runsOf(trace, tracer) : [{ prefix: [], architecture, calls: 1 }],
  };
}
