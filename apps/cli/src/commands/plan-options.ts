/** Options that several commands which make plans have, worded once. */
import type { RunFlags } from './review-plan.ts';

export interface ChannelFlags extends RunFlags {
  readonly channel?: string;
}

export const CHANNEL = ['--channel <name>', 'of a replica with several channels'] as const;
export const ONLY = ['--only <addresses>', 'only these, separated by commas'] as const;
export const ACCEPT_LOSS = ['--accept-loss', 'also where it deletes the only copy of transactions'] as const;
