/** The command line that asks for an act: one row per act, so that none can be forgotten. */
import type { ControlAct, ControlActKind, InstanceId, Writability } from '@topiary/domain';

/** The command's name, then what follows the server. */
type Words = readonly [name: string, ...options: string[]];

type Commands = { readonly [Kind in ControlActKind]: (act: Extract<ControlAct, { kind: Kind }>) => Words };

const WRITABILITY: Readonly<Record<Writability, Words>> = {
  writable: ['set-writeable'],
  'read-only': ['set-read-only'],
  'super-read-only': ['set-read-only', '--super'],
};

const COMMANDS: Commands = {
  'set-writability': ({ to }) => WRITABILITY[to],
  'flush-binary-logs': () => ['flush-binary-logs'],
  'purge-binary-logs': ({ to, forced }) => [
    'purge-binary-logs',
    '--to',
    to ?? 'latest',
    ...(forced ? ['--force'] : []),
  ],
  'set-semi-sync': ({ side, to }) => [
    `${to ? 'enable' : 'disable'}-semi-sync-${side === 'source' ? 'master' : 'replica'}`,
  ],
  'enable-gtid': ({ channel }) => ['enable-gtid', ...channelWords(channel)],
  'disable-gtid': ({ channel }) => ['disable-gtid', ...channelWords(channel)],
  'gtid-errant-inject-empty': () => ['gtid-errant-inject-empty'],
  'gtid-errant-set-purged': () => ['gtid-errant-set-purged'],
  'gtid-errant-reset-master': () => ['gtid-errant-reset-master'],
  'reset-master': () => ['reset-master'],
  'set-gtid-purged': ({ gtids }) => ['set-gtid-purged', '--gtids', gtids],
};

function channelWords(channel: string | null): readonly string[] {
  return channel === null ? [] : ['--channel', JSON.stringify(channel)];
}

export function commandOf(instance: InstanceId, act: ControlAct): string {
  // The rows are typed by kind; this is the one place where an act meets its row.
  const row = COMMANDS[act.kind] as unknown as (act: ControlAct) => Words;
  const [name, ...options] = row(act);
  return ['topiary', name, instance, ...options].join(' ');
}
