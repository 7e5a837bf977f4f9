/** CHANGE MASTER TO as a binlog router takes it: where to, and not where from except its own end or the next log's begin. */
import type { ErrorReply } from '../wire/replies.ts';
import type { LogPosition } from '../log/stored-log.ts';

export interface MasterChange {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly file?: string;
  readonly position?: number;
}

const OPTION = /\s*([A-Z_]+)\s*=\s*(?:'((?:[^'\\]|\\.|'')*)'|"([^"]*)"|(\d+(?:\.\d+)?))\s*(?:,|$)/iy;

const NAMES: Readonly<Record<string, keyof MasterChange | 'ignored'>> = {
  MASTER_HOST: 'host',
  MASTER_PORT: 'port',
  MASTER_USER: 'user',
  MASTER_PASSWORD: 'password',
  MASTER_LOG_FILE: 'file',
  MASTER_LOG_POS: 'position',
  MASTER_HEARTBEAT_PERIOD: 'ignored',
  MASTER_CONNECT_RETRY: 'ignored',
  MASTER_SSL: 'ignored',
};

/** `options` is what follows TO. Null for what cannot be read. */
export function parseChange(options: string): MasterChange | null {
  const change: Record<string, string | number> = {};
  OPTION.lastIndex = 0;
  while (OPTION.lastIndex < options.length) {
    const found = OPTION.exec(options);
    const field = NAMES[found?.[1]?.toUpperCase() ?? ''];
    if (found === null || field === undefined) return null;
    const text = (found[2] ?? found[3] ?? found[4] ?? '').replaceAll("''", "'").replaceAll(/\\(.)/g, '$1');
    if (field !== 'ignored') change[field] = field === 'port' || field === 'position' ? Number(text) : text;
  }
  return change;
}

/**
 * A router keeps one line of logs: it goes on where its log ends, or with the log that is next by number, from its begin.
 * The log to turn to, or null to stay, or why not. `end` is null while there is no log.
 */
export function logToTurnTo(change: MasterChange, end: LogPosition | null): string | null | ErrorReply {
  const { file, position } = change;
  if (end === null) {
    if (file !== undefined && (position ?? 4) === 4) return file;
    return refused('Please provide an explicit MASTER_LOG_FILE, from its begin (MASTER_LOG_POS=4)');
  }
  const current = `Current master_log_file=${end.file}, master_log_pos=${end.position}`;
  const next = successor(end.file);
  const isNext = file === next;
  if (file !== undefined && file !== end.file && !isNext)
    return refused(
      `Can not set MASTER_LOG_FILE to ${file}: Permitted binlog file names are ${end.file} or ${next}. ${current}`,
    );
  const permitted = isNext ? 4 : end.position;
  if (position !== undefined && position !== permitted)
    return refused(`Can not set MASTER_LOG_POS to ${position}: Permitted binlog pos is ${permitted}. ${current}`);
  return isNext ? next : null;
}

function successor(file: string): string {
  const dot = file.lastIndexOf('.') + 1;
  return file.slice(0, dot) + String(Number(file.slice(dot)) + 1).padStart(file.length - dot, '0');
}

function refused(text: string): ErrorReply {
  return { kind: 'error', number: 1234, sqlState: '42000', text };
}
