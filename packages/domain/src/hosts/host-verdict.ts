/**
 * Whether a host is down, judged from its servers alone. When all of them fall silent together it is the host (or its
 * network) that died, and that is one event instead of as many as it has servers.
 */
import type { Instant } from '../shared/time.ts';
import { asInstant } from '../shared/time.ts';
import type { Tri } from '../shared/tri.ts';
import type { ProbeFailureKind } from '../topology/observation.ts';
import { isMaster } from '../topology/queries.ts';
import type { Instance } from '../topology/snapshot.ts';

/** Servers that fall silent further apart died for reasons of their own. */
export const HOST_DEATH_WINDOW_MS = 30_000;
/** One server that falls silent says nothing of its host. */
const LEAST_SERVERS_OF_A_HOST_DEATH = 2;

export type HostVerdict =
  | {
      readonly kind: 'down';
      /** When the first of those that fell silent together did. */
      readonly since: Instant;
      /** All that are known to have lived there. */
      readonly instances: number;
      readonly masters: number;
    }
  /** At least one server there answers. */
  | { readonly kind: 'answers' }
  /** Nothing is said: not sure, or not known, or they did not die together. */
  | { readonly kind: 'unknown' };

export interface Placed extends Pick<Instance, 'health' | 'observedAt' | 'failure' | 'failingSince' | 'role'> {
  /** A replica of it looks for it in vain (`isMissed`): a server that lived, though Topiary never reached it. */
  readonly isMissed?: boolean;
}

const UNKNOWN: HostVerdict = { kind: 'unknown' };

/**
 * `instances`: all of one host. Servers that nobody ever reached, neither an earlier run nor a replica of theirs, are names
 * only and prove nothing either way. Those that are found dead at first sight fell silent together then. `windowMs`
 * must be longer than the time in which every server is probed once.
 */
export function judgeHost(instances: readonly Placed[], windowMs: number = HOST_DEATH_WINDOW_MS): HostVerdict {
  const answers = instances.map(answersOf);
  if (answers.includes('yes')) return { kind: 'answers' };
  if (answers.includes('unknown')) return UNKNOWN;
  const silent = instances.filter((_, index) => answers[index] === 'no');
  const since = silent.flatMap(({ failingSince }) => failingSince ?? []);
  const last = Math.max(...since);
  const together = since.filter((at) => last - at <= windowMs);
  if (together.length < LEAST_SERVERS_OF_A_HOST_DEATH) return UNKNOWN;
  return {
    kind: 'down',
    since: asInstant(Math.min(...together)),
    instances: silent.length,
    masters: silent.filter(isMaster).length,
  };
}

/** What only a server that runs can say; a machine that merely refuses the connection has lost its servers all the same. */
const SAID_BY_A_SERVER: Readonly<Record<ProbeFailureKind, Tri>> = {
  refused: 'no',
  timeout: 'no',
  frozen: 'no',
  unreachable: 'no',
  'connection-lost': 'no',
  // Nothing was asked.
  'name-not-found': 'unknown',
  'access-denied': 'yes',
  'too-many-connections': 'yes',
  'not-mysql': 'yes',
  tls: 'yes',
  'missing-grant': 'yes',
  unsupported: 'yes',
  'server-error': 'yes',
};

function answersOf({ health, observedAt, failure, isMissed = false }: Placed): Tri | 'never-reached' {
  if (health === 'ok') return 'yes';
  const said = failure === null ? 'unknown' : SAID_BY_A_SERVER[failure.kind];
  if (said === 'yes') return 'yes';
  if (health === 'unprobed') return 'unknown';
  if (observedAt === null && !isMissed) return 'never-reached';
  return health === 'unreachable' ? said : 'unknown';
}
