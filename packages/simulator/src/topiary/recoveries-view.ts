/** The recoveries of the store as one process has them; what is registered, and how it ends, is told to the ledger. */
import type { Recoveries } from '@topiary/engine';
import type { Ledger } from '../checks/ledger.ts';

export interface RecoveriesViewParts {
  readonly processName: string;
  readonly inner: Recoveries;
  readonly ledger: Ledger;
  /** What a dead process asked for is never answered. */
  readonly alive: <Result>(asked: Promise<Result>) => Promise<Result>;
  readonly onRegistered: (problems: readonly string[]) => void;
}

export function viewOfRecoveries({ processName, inner, ledger, alive, onRegistered }: RecoveriesViewParts): Recoveries {
  const { policy } = ledger;
  return {
    register: async (request) => {
      // Whoever is killed meanwhile has registered it all the same.
      const outcome = await inner.register(request);
      if (outcome.kind === 'registered') onRegistered(policy.registered(processName, request));
      return alive(Promise.resolve(outcome));
    },
    update: async (uid, state) => {
      await inner.update(uid, state);
      policy.updated(uid, state);
      return alive(Promise.resolve());
    },
    endUnfinished: async (by) => {
      const ended = await inner.endUnfinished(by);
      policy.ended(new Set(ended.map(({ uid }) => uid)), by.at);
      return alive(Promise.resolve(ended));
    },
    addSteps: (steps) => alive(inner.addSteps(steps)),
    steps: (uid) => alive(inner.steps(uid)),
    list: (query) => alive(inner.list(query)),
    earlier: (of) => alive(inner.earlier(of)),
    acknowledge: async (which, by) => {
      const count = await inner.acknowledge(which, by);
      policy.acknowledged((one) => {
        if (which.kind === 'cluster') return one.cluster === which.cluster;
        if (which.kind === 'instance') return one.instance === which.instance;
        // By number nobody does here.
        return which.kind === 'all' || (which.kind === 'uid' && one.uid === which.uid);
      });
      return alive(Promise.resolve(count));
    },
    registerDetection: (detection, period) => alive(inner.registerDetection(detection, period)),
    detections: (query) => alive(inner.detections(query)),
    blocked: (since) => alive(inner.blocked(since)),
    switches: () => alive(inner.switches()),
    setSwitch: (cluster, off) => alive(inner.setSwitch(cluster, off)),
  };
}
