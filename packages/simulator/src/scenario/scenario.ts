/**
 * What will happen in a run, as data: made from a seed, shrunk by leaving parts out, run by `World`. Servers and
 * processes are named, and choices that need the state of the moment are numbers in [0, 1), so that leaving one action out
 * changes nothing about the others.
 */
import type { ReplaceReason, ReshapeKind } from '@topiary/domain';
import type { Way } from '../network/paths.ts';
import type { AskedAct } from './asked-acts.ts';

/**
 * `day`: a few wishes and many faults. `sequence`: hundreds of wishes, one after the other, and no fault; in the end whatever people
 * had stopped is started, and every server of a tree has to hold the same.
 */
export type ScenarioKind = 'day' | 'sequence';

export interface Scenario {
  readonly seed: number;
  readonly kind: ScenarioKind;
  readonly servers: readonly PlannedServer[];
  /** Topiary processes on the same store, by name; the first is started first. */
  readonly processes: readonly string[];
  readonly pollIntervalMs: number;
  /** Missing: nothing is recovered by itself, and clients stay with the servers that they began with. */
  readonly recovers?: Recovering;
  /** `AutoPseudoGTID`. */
  readonly writesMarkers?: true;
  readonly network: { readonly delayMs: number; readonly jitterMs: number; readonly lossRate: number };
  /** How long a statement of Topiary takes on a server, on average. */
  readonly statementMs: number;
  /** How long one durable write of the journal takes, on average. */
  readonly journalMs: number;
  /** In order of time. */
  readonly actions: readonly Action[];
  /** From then on nothing breaks any more, and everything broken is mended. */
  readonly faultsUntilMs: number;
}

/** In every cluster. */
export interface Recovering {
  readonly masters: boolean;
  readonly intermediateMasters: boolean;
  /** `RecoveryPeriodBlockSeconds`, in milliseconds. */
  readonly blockMs: number;
}

export interface PlannedServer {
  readonly name: string;
  readonly version: string;
  readonly serverId: number;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly plugins: readonly string[];
  /** What it replicates by: none makes a master, several a replica of several masters. */
  readonly channels: readonly PlannedChannel[];
  /** The replication group that it founds or joins, by name; the first member founds it. */
  readonly group: string | null;
  readonly applyMs: number;
  /** Clients write here so often, on average; 0: never. */
  readonly writesEveryMs: number;
}

export interface PlannedChannel {
  readonly name: string;
  /** Where there is no circle, it stands before the replica in the list. */
  readonly source: string;
  readonly heartbeatSeconds: number;
  readonly connectRetrySeconds: number;
  readonly delaySeconds: number;
  readonly positioning: 'gtid' | 'file';
  /** A database whose writes it leaves out; `null`: no filter. */
  readonly ignoredSchema: string | null;
  /** Threads that a person had stopped before the run. */
  readonly stopped: StoppedThreads;
}

/** Clients write to these databases; filters leave the second one out. */
export const WRITTEN_SCHEMA = 'app';
export const LOGGED_SCHEMA = 'log';

export const STOPPED_THREADS = ['none', 'receiver', 'applier', 'both'] as const;
export type StoppedThreads = (typeof STOPPED_THREADS)[number];

interface At {
  /** Unique in a scenario; what a shrunk scenario names its actions by. */
  readonly id: number;
  readonly atMs: number;
}

interface OnServer extends At {
  readonly server: string;
  /** In [0, 1): while a plan runs, which of its servers is meant instead of the named one. `null`: always the named one. */
  readonly hit: number | null;
}

interface OnChannel extends OnServer {
  readonly channel: string;
}

/** It ends by itself after so long, or when the phase of faults does. */
interface Lasting {
  readonly forMs: number;
}

interface OnProcess extends At {
  readonly process: string;
}

interface Killed {
  readonly restartAfterMs: number;
}

export interface Asked extends OnProcess {
  readonly user: string;
  /** What is asked for is decided by these, among what is there at that moment. */
  readonly pick: number;
  readonly pickTarget: number;
  /** `false`: any target, whatever Topiary thinks of it. */
  readonly isLegal: boolean;
  /** How long the preview is looked at. */
  readonly confirmAfterMs: number;
  /** Somebody else confirms the same plan, so long after. */
  readonly againAfterMs: number | null;
  /** The one who confirmed asks for a stop, so long after. */
  readonly stopAfterMs: number | null;
}

/** Somebody tells Topiary something, who asks for no plan. */
interface Bothering extends OnProcess {
  readonly user: string;
}

export type Action =
  | (Asked & { readonly kind: 'move' })
  | (Asked & { readonly kind: 'move-replicas' })
  | (Asked & { readonly kind: 'reshape'; readonly shape: ReshapeKind })
  | (Asked & { readonly kind: 'control'; readonly act: AskedAct })
  | (Asked & { readonly kind: 'undo' })
  | (Asked & { readonly kind: 'restore' })
  | (Asked & { readonly kind: 'replace-master'; readonly because: ReplaceReason; readonly rejoins: boolean })
  | (Bothering & OnServer & Lasting & { readonly kind: 'downtime' })
  | (Bothering & Lasting & { readonly kind: 'switch-off' })
  | (Bothering & { readonly kind: 'acknowledge' })
  | (OnServer & {
      readonly kind: 'lose-server';
      readonly which: 'master' | 'intermediate-master';
      readonly what: 'process' | 'machine';
      /** `null`: until everything else was mended, and what can be recovered was. */
      readonly forMs: number | null;
    })
  | (OnChannel & { readonly kind: 'hand-move'; readonly pickTarget: number })
  | (OnChannel & { readonly kind: 'hand-stop'; readonly threads: Exclude<StoppedThreads, 'none'> })
  | (OnChannel & { readonly kind: 'hand-start' })
  | (OnServer & Lasting & { readonly kind: 'crash'; readonly what: 'process' | 'machine' })
  | (OnServer & Lasting & { readonly kind: 'freeze' })
  | (OnServer & Lasting & { readonly kind: 'slow-statements'; readonly byMs: number })
  | (OnServer & Lasting & { readonly kind: 'slow-applier'; readonly applyMs: number })
  | (OnServer & Lasting & { readonly kind: 'full-disk' })
  | (OnServer &
      Lasting & { readonly kind: 'crowd'; /** Held connections of Topiary go first. */ readonly resets: boolean })
  | (OnServer & Lasting & { readonly kind: 'cut-from'; readonly other: string })
  | (OnServer & { readonly kind: 'reset-connections'; readonly process: string })
  /** `server` `null`: every server. */
  | (OnProcess & Lasting & { readonly kind: 'cut-topiary'; readonly server: string | null; readonly way: Way })
  | (OnProcess &
      Lasting & {
        readonly kind: 'bad-network';
        readonly server: string | null;
        readonly way: Way;
        readonly delayMs: number;
        readonly lossRate: number;
      })
  | (OnProcess & Killed & { readonly kind: 'kill-topiary' })
  | (OnProcess &
      Killed & {
        readonly kind: 'kill-at-journal';
        /** At the so-manieth write from now on. */
        readonly write: number;
        readonly point: 'before' | 'after';
      })
  | (OnProcess & Killed & { readonly kind: 'stop-topiary'; readonly deadlineMs: number })
  | (OnProcess & Lasting & { readonly kind: 'pause-topiary' })
  | (OnProcess & { readonly kind: 'set-wall-clock'; readonly errorMs: number })
  | (At & Lasting & { readonly kind: 'store-trouble' });

export type ActionKind = Action['kind'];

/** What people ask Topiary for; everything else breaks something, or is done past it. */
export const ASKED_KINDS = [
  'move',
  'move-replicas',
  'reshape',
  'control',
  'undo',
  'restore',
  'replace-master',
] as const satisfies readonly ActionKind[];
export type AskedKind = (typeof ASKED_KINDS)[number];
/** Of an action that was asked for. */
export type Wish = Extract<Action, { kind: AskedKind }>;

/** Those that only days with recoveries have. */
export const RECOVERY_KINDS = [
  'replace-master',
  'downtime',
  'switch-off',
  'acknowledge',
  'lose-server',
] as const satisfies readonly ActionKind[];

export function isAsked(kind: ActionKind): kind is AskedKind {
  return ASKED_KINDS.some((asked) => asked === kind);
}
