/** Steps that change a server, as statements of MariaDB. Source: spec/refactoring §5.4, spec/dialects §6. */
import {
  assert,
  type ProfileStep,
  type CloneStep,
  type SetOfflineModeStep,
  type SetWritabilityStep,
  type UpkeepStep,
} from '@topiary/domain';
import type { StepConclusion } from '../dialect.ts';
import { POSITION_RESULT } from '../position-value.ts';
import { textOf } from '../result-set.ts';
import type { ResultSet } from '../result-set.ts';
import type { ServerStepRows } from '../server-step-rows.ts';

export const MARIADB_SERVER_ROWS: Omit<ServerStepRows, (ProfileStep | UpkeepStep)['kind']> = {
  'set-writability': { statements: setWritability, conclude: written },
  'set-offline-mode': { statements: noOfflineMode },
  'check-clone': { statements: noClone },
  'clone-data': { statements: noClone },
  'flush-binary-logs': { statements: () => ['FLUSH BINARY LOGS'] },
};

function setWritability({ to, deadlineMs, id, closes }: SetWritabilityStep): readonly string[] {
  assert(to !== 'super-read-only', 'MariaDB has no super_read_only', id);
  const waits = `SET SESSION lock_wait_timeout = ${Math.max(1, Math.floor(deadlineMs / 1000) - 1)}`;
  return [
    waits,
    `SET GLOBAL read_only = ${to === 'writable' ? 0 : 1}`,
    ...(closes === true ? ['SELECT @@GLOBAL.gtid_binlog_pos'] : []),
  ];
}

function noClone({ id }: CloneStep): readonly string[] {
  assert(false, 'MariaDB has no CLONE', id);
}

function noOfflineMode({ id }: SetOfflineModeStep): readonly string[] {
  assert(false, 'MariaDB has no offline_mode', id);
}

function written({ closes }: SetWritabilityStep, results: readonly ResultSet[]): StepConclusion {
  const position = textOf(results.at(-1)?.rows[0]?.[0]);
  return { kind: 'done', results: closes === true ? { [POSITION_RESULT]: position } : {} };
}
