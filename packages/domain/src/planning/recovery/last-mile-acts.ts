/** What is done to a server that was the master, or is to be filled anew, as data: what a person asks for. */
import type { InstanceId } from '../../topology/address.ts';
import type { ControlAct } from '../control/control-acts.ts';

export type LastMileAct =
  /** Nobody writes there any more, whatever it takes: read-only, else offline mode, else without sessions, else by a command. */
  | { readonly kind: 'fence' }
  /**
   * It replicates from `below`. Transactions of its own: they refuse it, or `below` gets empty ones in their place, and what
   * they did stays here.
   */
  | { readonly kind: 'rejoin'; readonly below: InstanceId; readonly own: OwnChoice }
  /** Set up for the part that it plays by now, as a takeover does on its way. */
  | { readonly kind: 'play-part'; readonly part: ServerPart }
  /** Filled anew from `donor` (CLONE of MySQL), and below it, or its source, from then on. */
  | { readonly kind: 'clone-from'; readonly donor: InstanceId; readonly replacesAllData: boolean };

export const SERVER_PARTS = ['master', 'replica'] as const;
export type ServerPart = (typeof SERVER_PARTS)[number];

export const OWN_CHOICES = ['refuse', 'inject-empty'] as const;
export type OwnChoice = (typeof OWN_CHOICES)[number];

/** Those that an act is about beside the server that it is done to. */
export function otherServersIn(act: ControlAct): readonly InstanceId[] {
  if (act.kind === 'clone-from') return [act.donor];
  return act.kind === 'rejoin' ? [act.below] : [];
}

export function actWithNames(act: ControlAct, kept: (id: InstanceId) => InstanceId): ControlAct {
  if (act.kind === 'clone-from') return { ...act, donor: kept(act.donor) };
  return act.kind === 'rejoin' ? { ...act, below: kept(act.below) } : act;
}
