/** What MaxScale's binlog router says where servers say other things. Source: its blr_slave.cc, 2.x. */
import { failed } from '../model/outcome.ts';
import type { Failed } from '../model/outcome.ts';

/** 1198. */
export function routerRuns(): Failed {
  return failed(1198, 'Cannot change master with a running slave; run STOP SLAVE first');
}

/** 1254: an error, where servers have a note. */
export function routerRunsAlready(): Failed {
  return failed(1254, 'Slave connection is already running');
}

/** 1199: the same. */
export function routerIsStopped(): Failed {
  return failed(1199, 'Slave connection is not running');
}

export interface LogWish {
  readonly part: 'file' | 'position';
  readonly wanted: string | number;
  readonly permitted: string;
  /** Where its log ends. */
  readonly file: string;
  readonly position: number;
}

/** 1234: it goes on where its log ends or at the begin of the next, and nowhere else. */
export function routerCannotGoThere({ part, wanted, permitted, file, position }: LogWish): Failed {
  const [option, names] =
    part === 'file'
      ? ['MASTER_LOG_FILE', 'Permitted binlog file names are']
      : ['MASTER_LOG_POS', 'Permitted binlog pos is'];
  return failed(
    1234,
    `Can not set ${option} to ${wanted}: ${names} ${permitted}. Current master_log_file=${file}, master_log_pos=${position}`,
  );
}
