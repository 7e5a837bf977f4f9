/** What both worlds are made to do: a tree, and steps of which each is one packet to one server, or one fault. */

export const SERVER_NAMES = ['m', 'a', 'b', 'c'] as const;
export type ServerName = (typeof SERVER_NAMES)[number];

/** Who replicates from whom at the beginning. */
export const LINKS: readonly { readonly replica: ServerName; readonly source: ServerName }[] = [
  { replica: 'a', source: 'm' },
  { replica: 'b', source: 'm' },
  { replica: 'c', source: 'b' },
];

/** In the sandbox's words. */
export const TREE = 'm > (a, b > (c))';

export const FLAVORS = ['mysql', 'mariadb-10.11', 'mariadb-11.8'] as const;
export type Flavor = (typeof FLAVORS)[number];

/** GTIDs, or file and position; on MySQL without GTIDs altogether. */
export const MODES = ['gtid', 'file'] as const;
export type Mode = (typeof MODES)[number];

/** What a sequence is played on. */
export interface Ground {
  readonly flavor: Flavor;
  readonly mode: Mode;
}

/**
 * `admin` may do everything, `topology` what Topiary's account may, `modest` what orchestrator's had, `writer` is an
 * ordinary client, `bare` may connect.
 */
export const ACCOUNT_NAMES = ['admin', 'topology', 'modest', 'writer', 'bare'] as const;
export type AccountName = (typeof ACCOUNT_NAMES)[number];

export type Step =
  | {
      readonly kind: 'sql';
      readonly server: ServerName;
      readonly account: AccountName;
      /**
       * One packet. What each world fills in for itself: `{host:a}` and `{port:a}`, `{file:a}` and `{pos:a}` (end of the
       * server's log), `{executed:a}` (its GTIDs), `{next:a}` (the GTID that follows in its own history), `{uuid:a}`,
       * `{serverId:a}`, and `{execFile:a}`, `{execPos:a}` (where its applier stands in its source's log).
       */
      readonly text: string;
    }
  | { readonly kind: 'restart'; readonly server: ServerName }
  /** Frozen for so long that replicas notice, then thawed. */
  | { readonly kind: 'freeze'; readonly server: ServerName };

export interface Sequence {
  readonly ground: Ground;
  readonly seed: number;
  readonly steps: readonly Step[];
}

export function tellStep(step: Step): string {
  switch (step.kind) {
    case 'sql':
      return `${step.server} (${step.account}): ${step.text}`;
    case 'restart':
      return `${step.server}: kill -9 and start`;
    case 'freeze':
      return `${step.server}: freeze and thaw`;
  }
}
