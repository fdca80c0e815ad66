/** @file Scopes in a file: a node's path is the end of its name. */
import type { Scope, ScopeCall } from '../core/trace.ts';
import type { FileScope, FileScopeCall } from './file.ts';
import { unusual } from './usual.ts';

const USUAL_CALL = { inputs: [], outputs: [], calls: 1, direct: 0 };

/** The scope that most others lie in: the one model. */
const USUAL_PARENT = 1;

/** How many first steps of the node's name its path leaves out; `null` where it is no end of it. */
function skipped(node: string, path: readonly string[]): number | null {
  const steps = node.split('/');
  const skip = steps.length - path.length;
  return skip >= 0 && path.every((step, i) => step === steps[skip + i]) ? skip : null;
}

const saveScopeCall = ({ inputs, outputs, calls, direct }: ScopeCall): FileScopeCall =>
  unusual({ inputs, outputs, calls, direct }, USUAL_CALL);

/** What most scopes of a kind were called like: nodes once, without shapes of their own. */
const usualCalls = (node: string | null): readonly FileScopeCall[] => (node === null ? [] : [{}]);

/** @param calls those of this scope */
export function saveScope(
  { parent, path, kind, className, node }: Scope,
  calls: readonly ScopeCall[],
): FileScope {
  const skip = node === null ? null : skipped(node, path);
  return {
    ...(node === null ? {} : { node }),
    ...(skip === null ? { path } : skip === 0 ? {} : { skip }),
    ...unusual({ parent, kind }, { parent: USUAL_PARENT, kind: node === null ? 'layer' : 'node' }),
    className,
    ...unusual({ calls: calls.map(saveScopeCall) }, { calls: usualCalls(node) }),
  };
}

export function restoreScope(scope: FileScope, id: number): Scope {
  const { parent = USUAL_PARENT, node = null, skip = 0, className } = scope;
  const { path = node?.split('/').slice(skip) ?? [], kind = node === null ? 'layer' : 'node' } = scope;
  return { id, parent, path, kind, className, node };
}

export const restoreScopeCalls = (scopes: readonly FileScope[]): ScopeCall[] =>
  scopes.flatMap(({ node = null, calls = usualCalls(node) }, scope) =>
    calls.map((call) => ({ scope, ...USUAL_CALL, ...call })),
  );
