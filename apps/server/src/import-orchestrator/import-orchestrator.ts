/** Takes what orchestrator knows into Topiary's store: a preview and the act are one decision. */
import { asInstant } from '@topiary/domain';
import type { Clock, Random, Store } from '@topiary/engine';
import type { OrchestratorData } from '@topiary/store';
import type { Lifetimes } from '../config/settings.ts';
import type { StoreRetention } from '../config/store.ts';
import type { ImportPlan } from './import-plan.ts';
import { planAudit, planDetections, planRecoveries, planSteps, uidOf } from './plan-history.ts';
import { planInventory } from './plan-inventory.ts';
import { planRegistrations, planSwitch } from './plan-registrations.ts';
import { Tally } from './report.ts';
import type { OrchestratorImportReport } from './report.ts';
import { readContents } from './store-contents.ts';
import { writeImport } from './write-import.ts';

const DAY_MS = 86_400_000;

export interface OrchestratorImport {
  readonly data: OrchestratorData;
  readonly store: Store;
  /** For people: where the store is. */
  readonly into: string;
  readonly expiry: Lifetimes;
  readonly retention: Pick<StoreRetention, 'auditDays'>;
  readonly clock: Clock;
  readonly random: Random;
  /** `false`: say what would come, and write nothing. */
  readonly write: boolean;
}

/** Rejects with the store's error. To write, the caller holds the store's lease. */
export async function importOrchestrator(request: OrchestratorImport): Promise<OrchestratorImportReport> {
  const { data, store, clock, random, retention, expiry, into, write } = request;
  const now = clock.now();
  const contents = await readContents(store, new Set(data.rows.topology_recovery.map(uidOf)));
  const tally = new Tally();
  const { instances, clusters, clusterOf } = planInventory({
    data,
    contents,
    now,
    mintClusterId: () => random.id(),
    tally,
  });
  const registering = {
    data,
    contents,
    instances: [...contents.known.instances, ...instances],
    clusterOf,
    expiry,
    now,
    tally,
  };
  const keptFrom = asInstant(now - retention.auditDays * DAY_MS);
  const history = { data, contents, clusterOf, keptFrom, tally };
  const recoveries = planRecoveries(history);
  const plan: ImportPlan = {
    instances,
    clusters,
    registrations: planRegistrations(registering),
    switchedOff: planSwitch(registering),
    detections: planDetections(history),
    recoveries,
    steps: planSteps(history, recoveries),
    audit: planAudit(history),
  };
  const summary = { at: now, from: data.place, servers: instances.length };
  if (write) await writeImport({ store, plan, contents, summary });
  return { done: write, from: data.place, version: data.version, into, parts: tally.parts, notes: notesOf(data) };
}

function notesOf({ missing, cut, leftTables }: OrchestratorData): readonly string[] {
  return [
    ...(missing.length === 0 ? [] : [`That release has no ${missing.join(', ')}.`]),
    ...cut.map(({ table, left }) => `${table} holds ${left} older rows: the newest are read, these stay behind.`),
    ...leftTables.map(({ table, rows, why }) => `Nothing is taken of ${table} (${rows} rows): ${why}.`),
  ];
}
