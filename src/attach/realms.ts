/** @file The realms of a page, as they come and go: contexts of its targets, its workers' too. */
import { Realm } from './realm.ts';
import type { Target } from './target.ts';

interface Context {
  readonly id: number;
  readonly auxData?: { readonly isDefault?: boolean; readonly frameId?: string; readonly type?: string };
}

/** An extension's scripts have a world of their own, in which no tfjs is. */
const isPagesOwn = ({ auxData }: Context): boolean =>
  auxData?.isDefault !== false && auxData?.type !== 'isolated';

/** Who is told of realms and of what they hold. */
export interface RealmWatcher {
  onRealm(realm: Realm): void;
  onFound(realm: Realm): void;
}

export class Realms {
  readonly #watcher: RealmWatcher;
  /** Those that are there now. */
  readonly list: Realm[] = [];
  /** How many that held a recording are gone: by a navigation, or a worker's end. */
  lost = 0;

  constructor(watcher: RealmWatcher) {
    this.#watcher = watcher;
  }

  add(target: Target): Promise<void> {
    const isWorker = target.info.type.endsWith('worker');
    target.on((method, params) => {
      if (method === 'Runtime.executionContextCreated') {
        const context = params['context'] as Context;
        if (!isPagesOwn(context)) return;
        const isMain = context.auxData?.frameId === target.info.targetId && target.info.type === 'page';
        const kind = isWorker ? 'worker' : isMain ? 'page' : 'iframe';
        const realm: Realm = new Realm(target, context.id, kind, () => this.#watcher.onFound(realm));
        this.list.push(realm);
        this.#watcher.onRealm(realm);
      } else if (method === 'Runtime.executionContextDestroyed')
        this.#remove(
          (realm) => realm.target === target && realm.isContext(Number(params['executionContextId'])),
        );
      else if (method === 'Runtime.executionContextsCleared' || method === 'closed')
        this.#remove((realm) => realm.target === target);
    });
    // A worker may be over before it is looked at.
    return target.enable().catch(() => {});
  }

  #remove(isGone: (realm: Realm) => boolean): void {
    for (const realm of this.list.filter(isGone)) {
      if ((realm.progress?.models ?? []).some(({ passes }) => passes > 0)) this.lost++;
      this.list.splice(this.list.indexOf(realm), 1);
    }
  }
}
