/** What a configuration key does in Topiary: the one source of `check-config`, docs/configuration.md and the notices of a start. */

export type KeyExplanation =
  /** `start`: read when the process starts. `reload`: a reload of the configuration changes it too. */
  | {
      readonly effect: 'start' | 'reload';
      readonly meaning: string;
      /** Where Topiary does otherwise than orchestrator; `null`: it does the same. */
      readonly differs: string | null;
    }
  /** Whatever it says: what it asks for at `value` is always so. */
  | { readonly effect: 'always'; readonly meaning: string; readonly value: boolean; readonly why: string }
  /** Accepted and checked, and nothing is done with it: `why` says why, and what does its work. */
  | { readonly effect: 'none'; readonly meaning: string; readonly why: string };

export function atStart(meaning: string, differs: string | null = null): KeyExplanation {
  return { effect: 'start', meaning, differs };
}

/** A reload changes it as well. */
export function reloaded(meaning: string, differs: string | null = null): KeyExplanation {
  return { effect: 'reload', meaning, differs };
}

export function alwaysSo(meaning: string, why: string): KeyExplanation {
  return { effect: 'always', meaning, value: true, why };
}

export function withoutEffect(meaning: string, why: string): KeyExplanation {
  return { effect: 'none', meaning, why };
}

/** Of orchestrator 3.2.6, where the key does nothing either. */
export const NOR_IN_ORCHESTRATOR = 'orchestrator does nothing with it either.';

/** Node has no sockets of datagrams on the machine. */
export const BY_LOGGER =
  'It goes through the command logger, with the tag topiary; where that is missing or fails the log says so, what waits (10,000 messages) is tried again.';
