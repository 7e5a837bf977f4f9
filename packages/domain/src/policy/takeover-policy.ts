/** What the configuration says of planned takeovers. */

/** What is in the way of closing the master: the takeover is refused, or waits for it, or ends those sessions. */
export const BLOCKER_CHOICES = ['refuse', 'wait', 'kill'] as const;
export type BlockerChoice = (typeof BLOCKER_CHOICES)[number];

export interface TakeoverPolicy {
  /** `TopiaryLongTransactionSeconds`: from then on a transaction, or a statement that writes, is in the way. */
  readonly longSeconds: number;
  /** `TopiaryTakeoverWaitSeconds`: for what is in the way to end, where the takeover waits for it. */
  readonly waitSeconds: number;
  /** `TopiaryPromotedVariables`: what a server that is to take writes is set to, by variable. */
  readonly promoted: Readonly<Record<string, string>>;
  /** `TopiaryDemotedVariables`: the same of the old master, once it is closed. */
  readonly demoted: Readonly<Record<string, string>>;
  /** `TopiaryPersistReadOnly`: who may write is kept over a restart (MySQL 8.0 and later). */
  readonly persistsReadOnly: boolean;
}

export const DEFAULT_TAKEOVER: TakeoverPolicy = {
  longSeconds: 10,
  waitSeconds: 60,
  promoted: {},
  demoted: {},
  persistsReadOnly: false,
};
