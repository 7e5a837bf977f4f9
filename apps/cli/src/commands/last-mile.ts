/** Acts on a server that was the master: nobody writes there any more, and it goes below the one that took its place. */
import type { Command } from 'commander';
import { readInstance } from '../client/find-cluster.ts';
import { addAct } from './control.ts';
import type { RunFlags } from './review-plan.ts';

interface RejoinFlags extends RunFlags {
  readonly below: string;
  readonly injectEmpty?: true;
}

export function addLastMile(program: Command): void {
  addAct(program, {
    name: 'fence',
    description: 'keep everybody from writing to a server: read-only, else whatever else does it',
    act: () => ({ kind: 'fence' }),
  });
  addAct<RejoinFlags>(program, {
    name: 'rejoin',
    description: 'let a server that was the master replicate from the one that took its place',
    required: [['--below <server>', 'the server that it is to replicate from']],
    options: [
      ['--inject-empty', 'where it has transactions of its own: empty ones in their place on the other (MySQL)'],
    ],
    act: ({ below, injectEmpty }) => ({
      kind: 'rejoin',
      below: readInstance(below),
      own: injectEmpty === true ? 'inject-empty' : 'refuse',
    }),
  });
}
