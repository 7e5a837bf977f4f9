/** Acts on a server's logs, GTIDs and semi-sync. The names are orchestrator's, where it has them. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { addAct } from './control.ts';
import type { Act } from './control.ts';
import { CHANNEL } from './plan-options.ts';
import type { ChannelFlags } from './plan-options.ts';
import { wholeNumber } from './replication.ts';
import type { RunFlags } from './review-plan.ts';

interface PurgeFlags extends RunFlags {
  readonly to?: string;
  readonly olderThan?: number;
  readonly force?: true;
}

interface ModeFlags extends RunFlags {
  readonly to?: GtidMode;
}

interface GtidsFlags extends RunFlags {
  readonly gtids: string;
}

type GtidMode = Extract<Act, { kind: 'set-gtid-mode' }>['to'];

/** The word for the log that is written now. */
const LATEST = 'latest';

export function addUpkeep(program: Command): void {
  addLogActs(program);
  addGtidActs(program);
  addErrantActs(program);
  for (const [word, side] of [
    ['master', 'source'],
    ['replica', 'replica'],
  ] as const)
    for (const to of [true, false])
      addAct(program, {
        name: `${to ? 'enable' : 'disable'}-semi-sync-${word}`,
        ...(word === 'master' ? { aliases: [`${to ? 'enable' : 'disable'}-semi-sync-source`] } : {}),
        description: `turn the ${word}'s side of semi-sync ${to ? 'on' : 'off'}`,
        act: () => ({ kind: 'set-semi-sync', side, to }),
      });
}

function addLogActs(program: Command): void {
  addAct<PurgeFlags>(program, {
    name: 'purge-binary-logs',
    description: 'delete the binary logs before one, never what a known replica still needs',
    options: [
      ['--to <file>', 'the oldest that stays; by default, or "latest": only the one that is written now'],
      [
        '--older-than <seconds>',
        'only those that were last written so long ago; the server decides which',
        wholeNumber,
      ],
      ['--force', 'delete also what replicas still need'],
    ],
    act: ({ to = LATEST, olderThan, force }) => ({
      kind: 'purge-binary-logs',
      to: to === LATEST ? null : to,
      forced: force === true,
      ...(olderThan === undefined ? {} : { olderThanSeconds: olderThan }),
    }),
  });
  addAct(program, {
    name: 'reset-master',
    description: 'begin the binary logs of a server without replicas anew',
    act: () => ({ kind: 'reset-master' }),
  });
}

function addGtidActs(program: Command): void {
  addAct<ChannelFlags>(program, {
    name: 'enable-gtid',
    description: 'let a replica find its place by GTID',
    options: [CHANNEL],
    act: ({ channel = null }) => ({ kind: 'enable-gtid', channel }),
  });
  addAct<ChannelFlags>(program, {
    name: 'disable-gtid',
    description: 'let a replica find its place by file and position',
    options: [CHANNEL],
    act: ({ channel = null }) => ({ kind: 'disable-gtid', channel }),
  });
  addAct<ModeFlags>(program, {
    name: 'set-gtid-mode',
    description: "turn GTIDs on or off on every server of a server's cluster, while it goes on working (MySQL)",
    options: [['--to <mode>', 'ON (by default) or OFF', gtidMode]],
    act: ({ to = 'ON' }) => ({ kind: 'set-gtid-mode', to }),
  });
  addAct<GtidsFlags>(program, {
    name: 'set-gtid-purged',
    description: 'let a server count transactions as executed that it does not have (MySQL)',
    required: [['--gtids <set>', 'these']],
    act: ({ gtids }) => ({ kind: 'set-gtid-purged', gtids }),
  });
}

/** In any case; a word that is neither must not turn GTIDs on. */
function gtidMode(text: string): GtidMode {
  const mode = text.toUpperCase();
  if (mode !== 'ON' && mode !== 'OFF') throw new InvalidArgumentError('It is ON or OFF.');
  return mode;
}

function addErrantActs(program: Command): void {
  addAct(program, {
    name: 'gtid-errant-inject-empty',
    description: "write empty transactions on the master in place of a replica's errant ones",
    act: () => ({ kind: 'gtid-errant-inject-empty' }),
  });
  addAct(program, {
    name: 'gtid-errant-set-purged',
    description: "let every server count a replica's errant transactions as executed",
    act: () => ({ kind: 'gtid-errant-set-purged' }),
  });
  addAct(program, {
    name: 'gtid-errant-reset-master',
    description: 'let a replica forget its errant transactions, with its binary logs',
    act: () => ({ kind: 'gtid-errant-reset-master' }),
  });
}
