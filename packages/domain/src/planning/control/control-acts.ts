/** What can be done to one server, or to replication on it, as data: what a person asks for. */
import type { LastMileAct } from '../recovery/last-mile-acts.ts';
import type { Writability } from '../server-steps.ts';
import type { ReplicationAct } from './replication-act.ts';
import type { UpkeepAct } from './upkeep-acts.ts';

export type ControlAct =
  /** `super-read-only` on a family that has none is refused. */
  | { readonly kind: 'set-writability'; readonly to: Writability }
  | { readonly kind: 'flush-binary-logs' }
  | ReplicationAct
  | UpkeepAct
  | LastMileAct;

export type ControlActKind = ControlAct['kind'];
