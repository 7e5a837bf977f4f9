/** Where Topiary keeps what it knows, and for how long. */
import { backendOf } from './backend.ts';
import type { BackendSettings } from './backend.ts';
import type { Configuration, ConfigurationKey } from './schema.ts';

export interface StoreSettings {
  /** With a shared database: what this process alone works on while it acts. */
  readonly file: string;
  readonly retention: StoreRetention;
  /** `null`: everything is in the file. */
  readonly backend: BackendSettings | null;
}

export interface StoreRetention {
  readonly auditDays: number;
  /** Of finished plans and their journals. */
  readonly planDays: number;
  readonly auditRows: number;
  /** Of how clusters looked. */
  readonly historyDays: number;
  readonly historyRevisions: number;
}

export interface StoreInput {
  readonly configuration: Configuration;
  readonly stated: ReadonlySet<ConfigurationKey>;
  readonly places: { readonly dataDirectory: string };
}

const STORE_FILE = 'topiary.sqlite';
const ACTING_FILE = 'topiary-acting.sqlite';

export function storeOf({ configuration, stated, places }: StoreInput): StoreSettings {
  const backend = backendOf(configuration, (key) => stated.has(key));
  const retention = retentionOf(configuration, stated);
  // SQLite3DataFile would be another store's: of a Topiary without a shared database, or of orchestrator.
  if (backend !== null) return { file: `${places.dataDirectory}/${ACTING_FILE}`, retention, backend };
  const file =
    configuration.SQLite3DataFile === '' ? `${places.dataDirectory}/${STORE_FILE}` : configuration.SQLite3DataFile;
  return { file, retention, backend };
}

/** Who says nothing keeps a year: orchestrator's week is too short for a record of who changed what. A day at least. */
const DEFAULT_AUDIT_DAYS = 365;

function retentionOf(configuration: Configuration, stated: ReadonlySet<ConfigurationKey>): StoreRetention {
  const auditDays = stated.has('AuditPurgeDays') ? Math.max(1, configuration.AuditPurgeDays) : DEFAULT_AUDIT_DAYS;
  const planDays = configuration.TopiaryPlanPurgeDays === 0 ? auditDays : configuration.TopiaryPlanPurgeDays;
  return {
    auditDays,
    planDays,
    auditRows: configuration.TopiaryAuditMaxEntries,
    historyDays: configuration.TopiaryHistoryDays,
    historyRevisions: configuration.TopiaryHistoryRevisions,
  };
}
