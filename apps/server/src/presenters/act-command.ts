/** The command line that asks for an act: one row per act, so that none can be forgotten. */
import { commandLine } from '@topiary/contract';
import type { ControlAct, ControlActKind, InstanceId, ThreadName, Writability } from '@topiary/domain';
import { channelOption } from './command-words.ts';

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
  fence: () => ['fence'],
  'clone-from': ({ donor, replacesAllData }) => [
    'clone-from',
    '--donor',
    donor,
    ...(replacesAllData ? ['--replace-all-data'] : []),
  ],
  rejoin: ({ below, own }) => ['rejoin', '--below', below, ...(own === 'inject-empty' ? ['--inject-empty'] : [])],
  'play-part': ({ part }) => ['play-part', '--part', part],
  'purge-binary-logs': ({ to, forced, olderThanSeconds }) => [
    'purge-binary-logs',
    ...(olderThanSeconds === undefined ? ['--to', to ?? 'latest'] : ['--older-than', String(olderThanSeconds)]),
    ...(forced ? ['--force'] : []),
  ],
  'kill-query': ({ process, what }) => [
    'kill-query',
    '--process',
    String(process),
    ...(what === 'connection' ? ['--connection'] : []),
  ],
  'set-semi-sync': ({ side, to }) => [
    `${to ? 'enable' : 'disable'}-semi-sync-${side === 'source' ? 'master' : 'replica'}`,
  ],
  'enable-gtid': ({ channel }) => ['enable-gtid', ...channelOption(channel)],
  'disable-gtid': ({ channel }) => ['disable-gtid', ...channelOption(channel)],
  'gtid-errant-inject-empty': () => ['gtid-errant-inject-empty'],
  'gtid-errant-set-purged': () => ['gtid-errant-set-purged'],
  'gtid-errant-reset-master': () => ['gtid-errant-reset-master'],
  'reset-master': () => ['reset-master'],
  'set-gtid-mode': ({ to }) => ['set-gtid-mode', '--to', to],
  'set-gtid-purged': ({ gtids }) => ['set-gtid-purged', '--gtids', gtids],
  'start-replica': ({ channel, threads }) => ['start-replica', ...threadOption(threads), ...channelOption(channel)],
  'stop-replica': ({ channel, threads }) => ['stop-replica', ...threadOption(threads), ...channelOption(channel)],
  'restart-replica': ({ channel, threads }) => ['restart-replica', ...threadOption(threads), ...channelOption(channel)],
  'stop-replica-nice': ({ channel }) => ['stop-replica-nice', ...channelOption(channel)],
  'reset-replica': ({ channel }) => ['reset-replica', ...channelOption(channel)],
  'delay-replication': ({ channel, seconds }) => [
    'delay-replication',
    '--seconds',
    String(seconds),
    ...channelOption(channel),
  ],
  'wait-for-position': ({ channel, at, seconds }) => [
    'master-pos-wait',
    ...(at.kind === 'gtids' ? ['--gtids', at.gtids] : ['--binlog', `${at.file}:${at.position}`]),
    '--seconds',
    String(seconds),
    ...channelOption(channel),
  ],
  'skip-query': ({ channel }) => ['skip-query', ...channelOption(channel)],
  'detach-replica': ({ channel }) => ['detach-replica-master-host', ...channelOption(channel)],
  'reattach-replica': ({ channel }) => ['reattach-replica-master-host', ...channelOption(channel)],
  'change-credentials': ({ channel }) => ['change-master-credentials', ...channelOption(channel)],
  'change-tls': ({ channel, enabled }) => ['replication-tls', enabled ? '--on' : '--off', ...channelOption(channel)],
};

function threadOption(threads: ThreadName): readonly string[] {
  return threads === 'both' ? [] : ['--thread', threads];
}

export function commandOf(instance: InstanceId, act: ControlAct): string {
  // The rows are typed by kind; this is the one place where an act meets its row.
  const row = COMMANDS[act.kind] as unknown as (act: ControlAct) => Words;
  const [name, ...options] = row(act);
  return commandLine(['topiary', name, instance, ...options]);
}
