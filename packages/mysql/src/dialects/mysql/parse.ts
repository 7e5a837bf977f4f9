/** From the rows of a MySQL probe to an `Observation`, but for its channels. Column names: spec/dialects §2, §9, §10. */
import type { GroupMembership, GtidState, Observation, SemiSyncState, ServerSettings } from '@topiary/domain';
import type { ChannelColumns } from '../channel-columns.ts';
import type { Answers, ObserveContext, ProbeRole } from '../dialect.ts';
import { logSettings, observationFrame } from '../observation-frame.ts';
import { isYes, numberOf, textOf, type ResultSet } from '../result-set.ts';
import { settingsValues } from '../settings.ts';
import { probedValues, withoutSpace, yesOrNull, type Values } from '../values.ts';
import { ndbSqlNodes } from './ndb.ts';
import { channelsOf } from './parse-channels.ts';
import type { MysqlWords } from './words.ts';

export interface ParseWords extends MysqlWords {
  readonly channelColumns: ChannelColumns;
}

export function observe(answers: Answers<ProbeRole>, context: ObserveContext, words: ParseWords): Observation {
  const variables = settingsValues(context.learned.variables, answers.get('settings'), context.columns);
  const status = probedValues(answers.get('status'), context.columns);
  const replicaUuid = `${words.columns.replica}_uuid`;
  return {
    ...observationFrame({ answers, context, variables, status, privileges: words.privileges, replicaUuid }),
    settings: settingsOf(variables, context, words),
    gtid: gtidOf(variables),
    channels: channelsOf(answers, context.columns, words.channelColumns),
    semiSync: semiSyncOf(variables, status),
    group: groupOf({ variables, status, members: answers.get('group-members') }),
    ...ndbSqlNodes(answers, context),
  };
}

function settingsOf(variables: Values, context: ObserveContext, words: MysqlWords): ServerSettings {
  return {
    ...logSettings(variables, context),
    readOnly: isYes(variables.get('read_only')),
    superReadOnly: isYes(variables.get('super_read_only')),
    offlineMode: isYes(variables.get('offline_mode')),
    replicaNetTimeoutSeconds: numberOf(variables.get(words.variables.replicaNetTimeout)),
  };
}

const GTID_MODES = ['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'] as const;

function gtidOf(variables: Values): GtidState {
  const text = textOf(variables.get('gtid_mode')).toUpperCase();
  const mode = GTID_MODES.find((known) => known === text);
  if (mode === undefined) return { kind: 'none' };
  return {
    kind: 'mysql',
    mode,
    executed: withoutSpace(variables.get('gtid_executed')),
    purged: withoutSpace(variables.get('gtid_purged')),
  };
}

/** Names of a spelling, put together once and not at each probe. */
function sourceNames(word: 'source' | 'master', count: string) {
  const named = (what: string): string => `rpl_semi_sync_${word}_${what}`;
  return {
    enabled: named('enabled'),
    active: named('status'),
    clients: named('clients'),
    timeout: named('timeout'),
    waitFor: named(count),
  };
}

function replicaNames(word: 'replica' | 'slave') {
  return { enabled: `rpl_semi_sync_${word}_enabled`, active: `rpl_semi_sync_${word}_status` };
}

const SOURCE = sourceNames('source', 'wait_for_replica_count');
const MASTER = sourceNames('master', 'wait_for_slave_count');
const REPLICA = replicaNames('replica');
const SLAVE = replicaNames('slave');

/** Either spelling of the plugins may be loaded, never both on one server. */
function semiSyncOf(variables: Values, status: Values): SemiSyncState {
  const source = variables.has(SOURCE.enabled) ? SOURCE : MASTER;
  const replica = variables.has(REPLICA.enabled) ? REPLICA : SLAVE;
  const isLoaded = variables.has(source.enabled) || variables.has(replica.enabled);
  const words = source === SOURCE || replica === REPLICA ? 'source-replica' : 'master-slave';
  return {
    ...(isLoaded ? { words } : {}),
    sourceEnabled: yesOrNull(variables, source.enabled),
    sourceActive: yesOrNull(status, source.active),
    sourceClients: numberOf(status.get(source.clients)),
    sourceTimeoutMs: numberOf(variables.get(source.timeout)),
    sourceWaitForReplicas: numberOf(variables.get(source.waitFor)),
    replicaEnabled: yesOrNull(variables, replica.enabled),
    replicaActive: yesOrNull(status, replica.active),
  };
}

const SINGLE_PRIMARY = 'group_replication_single_primary_mode';

interface GroupParts {
  readonly variables: Values;
  readonly status: Values;
  readonly members: ResultSet | undefined;
}

/**
 * With the plugin loaded and the group not started one OFFLINE row without an address is present: that is no group. Where
 * the list was refused nobody knows, which is another thing. Rows come in any order.
 */
function groupOf({ members: result, status, variables }: GroupParts): GroupMembership | null {
  const groupName = textOf(variables.get('group_replication_group_name'));
  if (groupName === '') return null;
  const mode = isYes(variables.get(SINGLE_PRIMARY)) ? 'single-primary' : 'multi-primary';
  if (result === undefined) return { groupName, mode, members: [] };
  const members = result.rows
    .map(([uuid, host, port, state, role]) => ({
      uuid: textOf(uuid),
      address: { host: textOf(host).toLowerCase(), port: numberOf(port) ?? 0 },
      state: textOf(state),
      role: role === undefined ? roleOf(textOf(uuid), variables, status) : textOf(role),
    }))
    .filter((member) => member.address.host !== '')
    .toSorted((left, right) => (left.uuid < right.uuid ? -1 : 1));
  return members.length === 0 ? null : { groupName, mode, members };
}

/** Where members have no role: a status variable names the primary, and none where every member is one. */
function roleOf(uuid: string, variables: Values, status: Values): string {
  if (!isYes(variables.get(SINGLE_PRIMARY))) return 'PRIMARY';
  const primary = textOf(status.get('group_replication_primary_member'));
  if (primary === '') return '';
  return uuid === primary ? 'PRIMARY' : 'SECONDARY';
}
