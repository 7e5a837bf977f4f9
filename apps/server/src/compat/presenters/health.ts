/** The health of this node, as `health` and `status` tell it. A Topiary knows itself and whoever acts on its store. */
import type { Instant } from '@topiary/domain';
import type { EngineStatus } from '@topiary/engine';
import type { About } from '../../services/services.ts';
import { timestamp, ZERO_TIME } from './shapes.ts';

export interface HealthInput {
  readonly about: About;
  readonly status: EngineStatus;
  readonly now: Instant;
}

export function presentHealth({ about, status, now }: HealthInput) {
  const { acting, startedAt } = status;
  const isActive = acting.kind === 'self';
  const self = node({ hostname: about.hostname, token: about.token, firstSeen: startedAt, lastSeen: now });
  const active =
    acting.kind === 'other'
      ? node({ hostname: acting.holder.hostname, token: '', firstSeen: acting.since, lastSeen: null })
      : self;
  return {
    Healthy: status.storeFailure === null,
    Hostname: about.hostname,
    Token: about.token,
    IsActiveNode: isActive,
    ActiveNode: active,
    Error: null,
    AvailableNodes: [{ ...self, AppVersion: about.version, DBBackend: about.storeFile }],
    RaftLeader: '',
    IsRaftLeader: false,
    RaftLeaderURI: '',
    RaftAdvertise: '',
    RaftHealthyMembers: null,
  };
}

interface NodeInput {
  readonly hostname: string;
  readonly token: string;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant | null;
}

function node({ hostname, token, firstSeen, lastSeen }: NodeInput) {
  return {
    Hostname: hostname,
    Token: token,
    AppVersion: '',
    FirstSeenActive: timestamp(firstSeen),
    LastSeenActive: timestamp(lastSeen),
    ExtraInfo: '',
    Command: '',
    DBBackend: '',
    LastReported: ZERO_TIME,
  };
}
