/** Logs are events with a code and fields, not sentences. The journal and the audit, not the log, are the record. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** Details of what happens all the time. Absent: nobody wants them, and they need not be put together. */
  readonly debug?: (event: string, fields?: LogFields) => void;
}

export type LogFields = Readonly<Record<string, unknown>>;
