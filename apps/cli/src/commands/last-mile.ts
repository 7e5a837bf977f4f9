/** Acts on a server that was the master: nobody writes there any more, and it goes below the one that took its place. */
import type { Command } from 'commander';
import { readInstance } from '../client/find-cluster.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { addAct } from './control.ts';
import type { RunFlags } from './review-plan.ts';

interface RejoinFlags extends RunFlags {
  readonly below: string;
  readonly injectEmpty?: true;
}

interface CloneFlags extends RunFlags {
  readonly donor: string;
  readonly replaceAllData?: true;
}

interface PartFlags extends RunFlags {
  readonly part: string;
}

export function addLastMile(program: Command): void {
  addAct(program, {
    name: 'fence',
    description: 'keep everybody from writing to a server: read-only, else whatever else does it',
    act: () => ({ kind: 'fence' }),
  });
  addAct<CloneFlags>(program, {
    name: 'clone-from',
    description:
      'fill a server anew with all the data of another, and let it replicate (CLONE of MySQL 8.0.17 and later)',
    required: [['--donor <server>', 'the server whose data it gets']],
    options: [['--replace-all-data', 'all data of the server is replaced: without this there is no plan']],
    act: ({ donor, replaceAllData }) => ({
      kind: 'clone-from',
      donor: readInstance(donor),
      replacesAllData: replaceAllData === true,
    }),
  });
  addAct<PartFlags>(program, {
    name: 'play-part',
    description: 'set a server up for the part that it plays: variables, what a restart brings back, events',
    required: [['--part <part>', 'master or replica']],
    act: ({ part }) => ({ kind: 'play-part', part: readPart(part) }),
  });
  addAct<RejoinFlags>(program, {
    name: 'rejoin',
    description: 'let a server without a source replicate from another: a replaced master, or one that was restored',
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

function readPart(text: string): 'master' | 'replica' {
  if (text === 'master' || text === 'replica') return text;
  throw new CommandFailure([`"${text}" is no part that a server plays: say master or replica.`], EXIT.usage);
}
