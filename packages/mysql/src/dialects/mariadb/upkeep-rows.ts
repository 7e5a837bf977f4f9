/** Steps on logs and semi-sync, as statements of MariaDB. Source: spec/dialects §5, §7, §9. */
import { assert, formatCoordinates } from '@topiary/domain';
import type { SetPositioningStep, SetSemiSyncStep } from '@topiary/domain';
import { quoteText } from '../../sql/quote.ts';
import { binlogPosition } from '../binlog-position.ts';
import { killProcess } from '../kill-rows.ts';
import { POSITION_RESULT } from '../position-value.ts';
import { purgeBinaryLogs } from '../purge-rows.ts';
import type { UpkeepRows } from '../server-step-rows.ts';
import { optionList } from '../statement-text.ts';
import { startThreads } from '../step-frame.ts';

const named = (channel: string): string => (channel === '' ? '' : ` ${quoteText(channel)}`);

export const MARIADB_UPKEEP_ROWS: UpkeepRows = {
  'purge-binary-logs': purgeBinaryLogs,
  // Where a replica stands is kept in a table, and not in the log.
  'reset-binary-logs': { statements: () => ['RESET MASTER'] },
  'set-gtid-purged': { statements: ({ id }) => hasNone(id) },
  'inject-empty-transactions': { statements: ({ id }) => hasNone(id) },
  'set-gtid-mode': { statements: ({ id }) => hasNone(id) },
  'set-gtid-consistency': { statements: ({ id }) => hasNone(id) },
  'wait-for-transactions': { statements: ({ id }) => hasNone(id) },
  'read-log-position': {
    statements: () => ['SHOW MASTER STATUS'],
    conclude: (_step, results) => {
      const end = binlogPosition(results.at(-1));
      return { kind: 'done', results: { [POSITION_RESULT]: end === null ? '' : formatCoordinates(end) } };
    },
  },
  'wait-for-log-position': { statements: ({ id }) => hasNone(id) },
  'kill-process': killProcess,
  'set-semi-sync': { statements: setSemiSync },
  'set-positioning': { statements: setPositioning },
};

function hasNone(step: string): readonly string[] {
  assert(false, 'MariaDB has no sets of executed transactions', step);
  return [];
}

function setSemiSync({ side, to, channels }: SetSemiSyncStep): readonly string[] {
  const word = side === 'source' ? 'master' : 'slave';
  return [
    `SET GLOBAL rpl_semi_sync_${word}_enabled = ${to ? 1 : 0}`,
    ...channels.flatMap((channel) => [
      `STOP SLAVE${named(channel)} IO_THREAD`,
      `START SLAVE${named(channel)} IO_THREAD`,
    ]),
  ];
}

const USE_GTID = { 'slave-pos': 'slave_pos', 'current-pos': 'current_pos', file: 'no' } as const;

/** Without a file the server takes the one that it applies. */
function setPositioning(step: SetPositioningStep): readonly string[] {
  const { to, before, heartbeatPeriodSeconds: heartbeat } = step;
  assert(to !== 'auto-position', 'auto-position is MySQL', step.id);
  const channel = named(step.channel);
  return [
    `STOP SLAVE${channel}`,
    `CHANGE MASTER${channel} TO ${optionList([
      ['MASTER_USE_GTID', USE_GTID[to]],
      ['MASTER_HEARTBEAT_PERIOD', heartbeat === null ? null : String(heartbeat)],
    ])}`,
    ...startThreads(before, (thread) => `START SLAVE${channel}${thread}`),
  ];
}
