/** How a connection fails, in the words that the driver has for it (packages/mysql: `errors.ts`, `wire/connect.ts`). */
import type { ProbeFailure } from '@topiary/domain';

export type ConnectPhase = 'connecting' | 'greeting' | 'authenticating';

function failure(kind: ProbeFailure['kind'], code: string, waitingFor: string | null = null): ProbeFailure {
  return { kind, code, detail: code, grant: null, waitingFor };
}

export const REFUSED: ProbeFailure = failure('refused', 'ECONNREFUSED');
export const RESET: ProbeFailure = failure('connection-lost', 'ECONNRESET');
export const UNKNOWN_NAME: ProbeFailure = failure('name-not-found', 'ENOTFOUND');

/** What is said of a connect that has not ended yet. */
export const PENDING: Readonly<Record<ConnectPhase, ProbeFailure>> = {
  connecting: failure('timeout', 'ETIMEDOUT', 'the TCP connection'),
  greeting: failure('frozen', 'NO_GREETING', "the server's greeting"),
  authenticating: failure('timeout', 'NO_AUTHENTICATION', 'the authentication'),
};

export function noAnswer(waitingFor: string): ProbeFailure {
  return failure('timeout', 'NO_ANSWER', waitingFor);
}

const KINDS: ReadonlyMap<number, ProbeFailure['kind']> = new Map([
  [1040, 'too-many-connections'],
  [1045, 'access-denied'],
  [3032, 'access-denied'],
  [1227, 'missing-grant'],
  [1053, 'connection-lost'],
  [1317, 'connection-lost'],
]);

export function failureOfNumber(number: number): ProbeFailure {
  return failure(KINDS.get(number) ?? 'server-error', String(number));
}
