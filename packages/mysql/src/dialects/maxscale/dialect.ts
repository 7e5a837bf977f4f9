/**
 * MaxScale's binlog router: a server that keeps and serves its master's binary log and runs no SQL. It knows a dozen
 * statements by their words, one per packet, and answers 1064 to all others. What it can be told is to stop, to read the
 * same log from somewhere else, and to start. Source: spec/discovery §7, spec/refactoring §18, the router of MaxScale 2.x.
 */
import type { Dialect, LearningStatement, ProbeStatement } from '../dialect.ts';
import { conclude, render } from './render.ts';
import { channelsOf, learn, observe } from './parse.ts';

const LIVENESS = 'SELECT 1';

/** `@@version` and `@@hostname` are replayed from its master, so they are not asked. */
const LEARNING: readonly LearningStatement[] = [
  { role: 'liveness', sql: LIVENESS },
  { role: 'variables', sql: "SHOW VARIABLES LIKE 'MAXSCALE%'" },
];

const REPLICA_STATUS: ProbeStatement = { role: 'replica-status', sql: 'SHOW SLAVE STATUS' };

const PROBE: readonly ProbeStatement[] = [
  { role: 'liveness', sql: LIVENESS },
  { role: 'settings', sql: 'SELECT @@server_id' },
  REPLICA_STATUS,
  { role: 'status', sql: "SHOW GLOBAL STATUS LIKE 'Uptime'" },
  { role: 'connected-replicas', sql: 'SHOW SLAVE HOSTS' },
  { role: 'binlog-position', sql: 'SHOW MASTER STATUS' },
];

/** For the type's sake: the router checks a password and no privilege. */
const NOTHING_TO_GRANT = '-- a binlog router asks for no privilege';

export const maxscale: Dialect = {
  name: 'maxscale',
  packets: 'one-each',
  learning: LEARNING,
  learn,
  probe: (_learned, without) => PROBE.filter((statement) => !without.has(statement.role)),
  observe,
  arrivals: () => null,
  processList: '',
  channelStatements: [REPLICA_STATUS],
  channels: channelsOf,
  // It tells of no heartbeats: that it hears nothing is never known of it.
  hearingStatements: [REPLICA_STATUS.sql],
  hearings: () => [],
  render,
  conclude,
  grantForRole: () => NOTHING_TO_GRANT,
  grantForStep: () => NOTHING_TO_GRANT,
};
