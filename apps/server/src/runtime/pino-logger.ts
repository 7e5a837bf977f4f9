/** Log events as JSON lines. Written synchronously, so that the last line before an end is not lost. */
import type { LogFields, Logger } from '@topiary/engine';
import { destination, pino, stdTimeFunctions } from 'pino';

/** Whatever a field of these names holds is not written, at any of the first levels of an event. */
const SECRET_FIELDS = [
  'password',
  'Password',
  'MySQLTopologyPassword',
  'HTTPAuthPassword',
  'authorization',
  'cookie',
  'secret',
  'token',
];
const REDACTED_PATHS = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

const STDERR = 2;

export interface DetailedLogger extends Logger {
  /** To the same place, with details. */
  detailed(): Logger;
}

/** Given each line, with a newline at its end. */
export interface LineSink {
  write(line: string): void;
}

/** A file is appended to; without one, the standard error stream is written. What goes elsewhere has no time of its own. */
export function createPinoLogger(target: string | LineSink = ''): DetailedLogger {
  const isSink = typeof target === 'object';
  const logger = pino(
    {
      base: null,
      level: 'debug',
      timestamp: isSink ? false : stdTimeFunctions.isoTime,
      messageKey: 'event',
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED_PATHS, censor: '***' },
    },
    isSink ? target : destination({ dest: target === '' ? STDERR : target, sync: true }),
  );
  const told: Logger = {
    info: (event, fields) => logger.info(plain(fields), event),
    warn: (event, fields) => logger.warn(plain(fields), event),
    error: (event, fields) => logger.error(plain(fields), event),
  };
  const debug: Logger['info'] = (event, fields) => logger.debug(plain(fields), event);
  return { ...told, detailed: () => ({ ...told, debug }) };
}

/** Errors as what people need of them; a bare `Error` would be written as `{}`. */
function plain(fields: LogFields = {}): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
    ]),
  );
}
