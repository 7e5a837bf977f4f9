/** How sure it is that a server answers. */
import type { Instant } from '../shared/time.ts';
import type { Tri } from '../shared/tri.ts';
import type { ProbeFailure, ProbeFailureKind } from '../topology/observation.ts';
import type { Instance } from '../topology/snapshot.ts';

/**
 * Whether a confirmed failure means that the server is of no use to anybody. One that turns only us away, or that we did not
 * reach because of a name, may serve everybody else.
 */
const MEANS_NO_ANSWER: Readonly<Record<ProbeFailureKind, Exclude<Tri, 'yes'>>> = {
  refused: 'no',
  timeout: 'no',
  frozen: 'no',
  unreachable: 'no',
  'connection-lost': 'no',
  'server-error': 'no',
  'name-not-found': 'unknown',
  'access-denied': 'unknown',
  'too-many-connections': 'unknown',
  'not-mysql': 'unknown',
  tls: 'unknown',
  'missing-grant': 'unknown',
  unsupported: 'unknown',
};

/** Of a probe in which the server proved that it lives, and one statement did not end. */
const HANGING = 'HANGING';

export function answersOf(
  { health, observedAt, failure }: Pick<Instance, 'health' | 'observedAt' | 'failure'>,
  now: Instant,
  staleAfterMs: number,
): Tri {
  switch (health) {
    case 'ok':
      return observedAt !== null && now - observedAt <= staleAfterMs ? 'yes' : 'unknown';
    case 'unreachable':
      return failure === null ? 'unknown' : MEANS_NO_ANSWER[failure.kind];
    case 'suspect':
    case 'unprobed':
      return 'unknown';
  }
}

export function answersInPart(failure: ProbeFailure | null): Tri {
  if (failure === null) return 'no';
  return failure.kind === 'server-error' || failure.code === HANGING ? 'yes' : 'no';
}
