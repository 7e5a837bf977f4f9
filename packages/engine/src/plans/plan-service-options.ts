/** What the service of plans is made of, and whom it tells. */
import type { ClusterId, InstanceId, PlanId, Policy, PseudoGtidSettings, TopologySnapshot } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Servers } from '../ports/servers.ts';
import type { Store } from '../ports/store.ts';
import type { Shutdown } from '../shared/shutdown.ts';
import type { RunFencingHook } from './fence-server.ts';

export interface PlanServiceOptions {
  readonly servers: Servers;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** As it is now: which clusters lack markers changes. */
  readonly policy: () => Policy;
  readonly pseudoGtid: PseudoGtidSettings;
  readonly proposalLifetimeMs: number;
  readonly maxParallelSteps: number;
  readonly observeOnlyReason: string | null;
  readonly snapshot: () => TopologySnapshot;
  /** Resolves when the snapshot holds observations of these that began after the call; unknown ones become known. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
  readonly onAdvance: (plan: PlanId, cluster: ClusterId) => void;
  readonly shutdown: Shutdown;
  /** Missing: nobody configured any. */
  readonly runFencingHook?: RunFencingHook;
  /** A plan was left unfinished because it was not certain that this process still acts. */
  readonly onLeft: () => void;
  /** The list of plans whose journal cannot be read changed. */
  readonly onUnreadable: () => void;
}
