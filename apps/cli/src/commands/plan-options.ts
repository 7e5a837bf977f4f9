/** Options that several commands which make plans have, worded once. */
import { MOVE_METHODS } from '@topiary/contract';
import type { MoveMethod } from '@topiary/contract';
import { InvalidArgumentError } from 'commander';
import type { RunFlags } from './review-plan.ts';

export interface ChannelFlags extends RunFlags {
  readonly channel?: string;
}

export const CHANNEL = ['--channel <name>', 'of a replica with several channels'] as const;
export const ONLY = ['--only <addresses>', 'only these, separated by commas'] as const;
export const ACCEPT_LOSS = ['--accept-loss', 'also where it deletes the only copy of transactions'] as const;
export const METHOD = [
  '--method <name>',
  `how: ${MOVE_METHODS.join(', ')} (without it: the first that works)`,
] as const;

export function readMethod(text: string): MoveMethod {
  const method = MOVE_METHODS.find((known) => known === text);
  if (method === undefined) throw new InvalidArgumentError(`It is one of: ${MOVE_METHODS.join(', ')}.`);
  return method;
}
