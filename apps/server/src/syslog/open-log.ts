/** The log as it is configured: with details (`Debug`), and to syslog as well (`EnableSyslog`, `AuditToSyslog`). */
import { addressOf, sayAll } from '@topiary/domain';
import type { AuditLog, Clock, Logger, NewAuditEntry, Store } from '@topiary/engine';
import type { LogSettings } from '../config/settings.ts';
import { instead } from '../metrics/instead.ts';
import { createPinoLogger } from '../runtime/pino-logger.ts';
import type { DetailedLogger } from '../runtime/pino-logger.ts';
import { Syslog } from './syslog.ts';
import type { Severity, SyslogOptions } from './syslog.ts';

export interface OpenLogOptions extends Pick<SyslogOptions, 'environment'> {
  readonly settings: LogSettings;
  readonly logger: Logger & Partial<Pick<DetailedLogger, 'detailed'>>;
  readonly clock: Clock;
}

export interface OpenedLog {
  readonly logger: Logger;
  /** The same store; what its audit is given goes to syslog, where it is to. */
  ofStore(store: Store): Store;
  close(): Promise<void>;
}

export function openLog({ settings, logger: plain, clock, environment }: OpenLogOptions): OpenedLog {
  const { details, toSyslog, auditToSyslog } = settings;
  const logger = (details ? plain.detailed?.() : undefined) ?? plain;
  if (!toSyslog && !auditToSyslog) return { logger, ofStore: (store) => store, close: () => Promise.resolve() };
  const syslog = new Syslog({ clock, logger, ...(environment === undefined ? {} : { environment }) });
  return {
    logger: toSyslog ? both(logger, syslogLogger(syslog, details)) : logger,
    ofStore: (store) => (auditToSyslog ? auditedIn(syslog, store) : store),
    close: () => syslog.close(),
  };
}

/** The event, and its fields as JSON; without what is secret, as in the log itself. */
function syslogLogger(syslog: Syslog, details: boolean): Logger {
  const write = (line: string): void => {
    const { level, event, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>> & {
      readonly level: Severity;
      readonly event: string;
    };
    const told = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`;
    syslog.add(level, `${event}${told}`);
  };
  const logger = createPinoLogger({ write });
  return details ? logger.detailed() : logger;
}

function both(first: Logger, second: Logger): Logger {
  const to =
    (level: 'info' | 'warn' | 'error'): Logger['info'] =>
    (event, fields) => {
      first[level](event, fields);
      second[level](event, fields);
    };
  const debug: Logger['info'] = (event, fields) => {
    first.debug?.(event, fields);
    second.debug?.(event, fields);
  };
  const isDetailed = first.debug !== undefined || second.debug !== undefined;
  return { info: to('info'), warn: to('warn'), error: to('error'), ...(isDetailed ? { debug } : {}) };
}

function auditedIn(syslog: Syslog, store: Store): Store {
  const write: AuditLog['write'] = (entry) => {
    store.audit.write(entry);
    syslog.add('info', auditText(entry));
  };
  return instead(store, { audit: instead(store.audit, { write }) });
}

/** As orchestrator writes one there. */
function auditText({ action, instance, clusterName, summary }: NewAuditEntry): string {
  const { host, port } = instance === null ? { host: '', port: 0 } : addressOf(instance);
  return `auditType:${action} instance:${host}:${port} cluster:${clusterName ?? ''} message:${sayAll(summary, 'en')}`;
}
