/** Statements that servers name in their own messages, in the words of their generation. */
import { atLeast, familyOf, type Product } from '@topiary/domain';
import { failed, noted } from '../model/outcome.ts';
import type { Failed, Outcome } from '../model/outcome.ts';
import { wordsOf } from './wording.ts';

/** 1198 on MariaDB, 3081 on MySQL: both threads have to stop. */
export function stopThreadsFirst(product: Product, channel: string): Failed {
  if (familyOf(product) === 'mariadb')
    return failed(
      1198,
      `This operation cannot be performed as you have a running slave '${channel}'; run STOP SLAVE '${channel}' first`,
    );
  const { replica } = wordsOf(product);
  const running = replica === 'replica' ? 'running replication threads' : 'running slave threads';
  return failed(
    3081,
    `This operation cannot be performed with ${running}; run STOP ${replica.toUpperCase()} FOR CHANNEL '${channel}' first`,
  );
}

/** 1200: there is nothing to start. */
export function notConfigured(product: Product): Failed {
  if (familyOf(product) === 'mariadb')
    return failed(1200, 'Misconfigured slave: MASTER_HOST was not set; Fix in config file or with CHANGE MASTER TO');
  const { replica } = wordsOf(product);
  return failed(
    1200,
    `The server is not configured as ${replica}; fix in config file or with ${changeStatement(product)}`,
  );
}

/** 1871: an applier cannot be the first to start after a RESET. [97] */
export function notInitialised(product: Product): Failed {
  const { replica } = wordsOf(product);
  return failed(
    1871,
    `${replica === 'replica' ? 'Replica' : 'Slave'} failed to initialize connection metadata structure from the repository`,
  );
}

/** 3079. */
export function nameTheChannel(product: Product): Failed {
  return failed(
    3079,
    `Multiple channels exist on the ${wordsOf(product).replica}. Please provide channel name as an argument.`,
  );
}

export function changeStatement(product: Product): string {
  const isNew = familyOf(product) === 'mysql' && atLeast(product.version, 8, 0, 23);
  return isNew ? 'CHANGE REPLICATION SOURCE TO' : 'CHANGE MASTER TO';
}

/** What a probe was waiting for while the log is stuck. */
export function binlogPositionStatement(product: Product): string {
  return familyOf(product) === 'mysql' && atLeast(product.version, 8, 2)
    ? 'SHOW BINARY LOG STATUS'
    : 'SHOW MASTER STATUS';
}

export function noBinlogToReset(): Failed {
  return failed(1186, 'Binlog closed, cannot RESET MASTER');
}

export function resetLogsFirst(): Failed {
  return failed(
    1956,
    'This operation is not allowed if any GTID has been logged to the binary log. Run RESET MASTER first to erase the log',
  );
}

/** 4190. */
export function gtidTurnedOff(was: 'Slave_Pos' | 'Current_Pos'): { readonly number: number; readonly text: string } {
  return {
    number: 4190,
    text: `CHANGE MASTER TO is implicitly changing the value of 'Using_Gtid' from '${was}' to 'No'`,
  };
}

/** 4190: MariaDB's default comes back. */
export function gtidTurnedOn(was: 'No' | 'Current_Pos'): Outcome {
  return noted(4190, `RESET SLAVE is implicitly changing the value of 'Using_Gtid' from '${was}' to 'Slave_Pos'`);
}

/** 1210 on MariaDB: a source without a name. */
export function emptySourceName(): Failed {
  return failed(1210, 'Incorrect arguments to MASTER_HOST');
}

/** The options of a MariaDB change that its GTID positioning makes useless. */
export const FILE_OPTION = 'MASTER_LOG_FILE';
export const POSITION_OPTION = 'MASTER_LOG_POS';

/** 1949 on MariaDB. */
export function untilNeedsGtids(): Failed {
  return failed(1949, 'START SLAVE UNTIL master_gtid_pos requires that slave is using GTID');
}
