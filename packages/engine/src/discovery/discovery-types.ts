/** What discovery is given, and what it answers. */
import type { ClusterId, InstanceId, Policy, ProbeFailure, RestartedReceiver } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { NameResolver } from '../ports/names.ts';
import type { Random } from '../ports/random.ts';
import type { Servers } from '../ports/servers.ts';
import type { EngineSettings } from '../settings.ts';
import type { LookedUpName } from './host-names.ts';
import type { KeptOutReason, KeptOutServer } from './kept-out.ts';
import type { Lateness } from './lateness.ts';
import type { AliasOrigin } from './same-servers.ts';
import type { TopologyChange } from './topology-keeper.ts';

export interface DiscoveryOptions {
  readonly servers: Servers;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: EngineSettings;
  readonly policy: Policy;
  readonly names: NameResolver;
  readonly onChange: (change: TopologyChange) => void;
  /** It is no server of its own any more: forgotten, or another address of a known one. */
  readonly onForgotten: (id: InstanceId) => void;
  /** It has not answered for so long that it is forgotten. */
  readonly onUnseen: (id: InstanceId) => Promise<void>;
  /** A forgotten server takes part in replication afresh. */
  readonly onBack: (id: InstanceId) => void;
  /** One of those below a server that stands still, to see whether it is let in; `null`: none was. */
  readonly restartReceiver: (source: InstanceId) => Promise<RestartedReceiver | null>;
}

export type DiscoveryOutcome =
  | {
      readonly kind: 'discovered';
      /** What the server is kept under; another id than `asked` where that turned out to be another of its addresses. */
      readonly id: InstanceId;
      readonly asked: InstanceId;
      readonly cluster: ClusterId;
      readonly known: boolean;
    }
  /** It is to be left alone: by a filter of the configuration. */
  | { readonly kind: 'kept-out'; readonly id: InstanceId; readonly reason: KeptOutReason; readonly expression: string }
  | { readonly kind: 'failed'; readonly id: InstanceId; readonly failure: ProbeFailure };

export interface DiscoveredNames {
  readonly cache: readonly LookedUpName[];
  readonly aliases: readonly { readonly alias: InstanceId; readonly kept: InstanceId; readonly origin: AliasOrigin }[];
  readonly keptOut: readonly KeptOutServer[];
}

export interface DiscoveryStatistics {
  readonly instances: number;
  readonly probesPerSecond: number;
  readonly probesInFlight: number;
  readonly probesWaiting: number;
  readonly probeLateness: Lateness | null;
}
