/** Variables whose change does something, or is not always allowed. */
import { familyOf } from '@topiary/domain';
import type { SettingValue } from '../model/server-spec.ts';
import { failed, noted, OK } from '../model/outcome.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Server } from '../model/server.ts';
import { rotateLog } from '../binlog/server-log.ts';
import { isOn, numberSetting, setting } from '../model/settings.ts';
import { reviewSemiSync } from '../replication/semi-sync.ts';
import type { Answer, CommandContext } from './context.ts';
import { FILTER_OF_VARIABLE, setMariadbFilter } from './filters.ts';
import { notInTransaction, setBinlogState, setGtidPurged, setSlavePosition } from './gtid-variables.ts';
import { afterCommits } from './commit-lock.ts';
import { endSession } from '../model/end-session.ts';
import { staysInOfflineMode } from './privileges.ts';
import { stopSlaveFirst } from './running.ts';

export interface VariableChange {
  readonly value: SettingValue;
  /** Puts the value in force. */
  readonly store: () => void;
}

export type VariableEffect = (context: CommandContext, change: VariableChange, answer: Answer) => (() => void) | void;

/** By canonical name. */
export const EFFECTS: Readonly<Record<string, VariableEffect>> = {
  read_only: (context, { value, store }, answer) => {
    if (context.session.transaction !== null) return answer(activeTransaction());
    const apply = (): void => {
      store();
      if (value === 'OFF') context.server.settings.set('super_read_only', 'OFF');
    };
    return lockWrites(context, { value, apply }, answer);
  },
  super_read_only: (context, { value, store }, answer) => {
    const turnsOn = value === 'ON' && !isOn(context.server, 'super_read_only');
    if (turnsOn && context.session.transaction !== null) return answer(activeTransaction());
    const apply = (): void => {
      store();
      if (value === 'ON') context.server.settings.set('read_only', 'ON');
    };
    return lockWrites(context, { value, apply }, answer);
  },
  offline_mode: ({ server, session }, { value, store }, answer) => {
    store();
    answer(OK);
    if (value !== 'ON') return;
    for (const other of server.sessions.values())
      if (other !== session && !staysInOfflineMode(other.account)) endSession(server, other, 'offline-mode');
  },
  gtid_mode: at(({ world, server, session }, { value, store }) => {
    const problem =
      session.transaction === null ? modeProblem(server, String(value)) : notInTransaction('@@GLOBAL.GTID_MODE');
    if (problem !== null) return problem;
    const isOther = setting(server, 'gtid_mode') !== value;
    store();
    // A file of the log has one mode.
    if (isOther && server.binlog !== null) {
      rotateLog(world, server, server.binlog);
      world.reactions.wakeDumps(world, server);
    }
    return value === 'ON' && numberSetting(server, 'sql_replica_skip_counter') > 0 ? SKIPS_NOTHING : OK;
  }),
  gtid_purged: at(({ server, session }, { value }) => setGtidPurged(server, session, String(value))),
  gtid_slave_pos: at(({ server }, { value }) => setSlavePosition(server, String(value))),
  gtid_binlog_state: at(({ server }, { value }) => setBinlogState(server, String(value))),
  rpl_semi_sync_source_enabled: at(({ server }, { value, store }) => {
    // What is on already stays as it is, waiting or not.
    const isOther = isOn(server, 'rpl_semi_sync_source_enabled') !== (value === 'ON');
    store();
    if (isOther) reviewSemiSync(server, value === 'ON' ? 'enabled' : 'disabled');
    return OK;
  }),
  rpl_semi_sync_source_wait_no_replica: at(({ server }, { store }) => {
    store();
    reviewSemiSync(server, 'replica-gone');
    return OK;
  }),
  sql_replica_skip_counter: at(({ server, session }, { value }) =>
    setSkipCounter(server, Number(value), String(session.variables.get('default_master_connection') ?? '')),
  ),
  ...Object.fromEntries(
    Object.keys(FILTER_OF_VARIABLE).map((name) => [
      name,
      at(({ server, session }, { value, store }) => setMariadbFilter({ server, session }, { name, value, store })),
    ]),
  ),
};

/** It would wait for its own session. */
function activeTransaction(): Outcome {
  return failed(1192, "Can't execute the given command because you have active locked tables or an active transaction");
}

/** An effect that answers at once. */
function at(run: (context: CommandContext, change: VariableChange) => Outcome): VariableEffect {
  return (context, change, answer) => {
    answer(run(context, change));
  };
}

function lockWrites(
  context: CommandContext,
  { value, apply }: { readonly value: SettingValue; readonly apply: () => void },
  answer: Answer,
): (() => void) | void {
  const run = (): void => {
    apply();
    answer(OK);
  };
  return value === 'ON' ? afterCommits(context, run, answer) : run();
}

const GTID_MODES = ['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'];

function modeProblem(server: Server, wanted: string): Outcome | null {
  const distance = Math.abs(GTID_MODES.indexOf(wanted) - GTID_MODES.indexOf(String(setting(server, 'gtid_mode'))));
  if (distance > 1)
    return failed(
      1788,
      'The value of @@GLOBAL.GTID_MODE can only be changed one step at a time: OFF <-> OFF_PERMISSIVE <-> ON_PERMISSIVE <-> ON. Also note that this value must be stepped up or down simultaneously on all servers. See the Manual for instructions.',
    );
  if (wanted === 'ON' && !isOn(server, 'enforce_gtid_consistency'))
    return failed(3111, 'SET @@GLOBAL.GTID_MODE = ON is not allowed because ENFORCE_GTID_CONSISTENCY is not ON.');
  const follower = [...server.channels.values()].find(({ positioning }) => positioning === 'auto-position');
  if (wanted === 'OFF' && follower !== undefined)
    return failed(
      3111,
      `SET @@GLOBAL.GTID_MODE = OFF is not allowed because replication channel '${follower.name}' is configured in AUTO_POSITION mode. Execute CHANGE REPLICATION SOURCE TO SOURCE_AUTO_POSITION = 0 FOR CHANNEL '${follower.name}' before you set @@GLOBAL.GTID_MODE = OFF.`,
    );
  return null;
}

const SKIPS_NOTHING = noted(
  4016,
  'The value of sql_replica_skip_counter will only take effect for channels running with ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS <> OFF.',
);

/**
 * MySQL keeps it for the next applier that starts, whatever runs now; with GTIDs it takes it and skips nothing. MariaDB has
 * one for each connection, and means the one that is the session's default.
 */
function setSkipCounter(server: Server, count: number, connection: string): Outcome {
  const isMysql = familyOf(server.product) === 'mysql';
  if (isMysql && setting(server, 'gtid_mode') === 'ON') return SKIPS_NOTHING;
  if (isMysql) {
    server.settings.set('sql_replica_skip_counter', count);
    return OK;
  }
  const applier = server.channels.get(connection)?.applier;
  if (applier?.state === 'running') return stopSlaveFirst(server, connection);
  if (applier !== undefined) applier.skips = count;
  return OK;
}
