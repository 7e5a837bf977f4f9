/** From rows to the port's types: `unknown` in, checked values out. What does not fit is damage, and is called so. */
import { message, PLAN_OUTCOMES, QUERIED_FACTS } from '@topiary/domain';
import type { EarlierRecovery, JournalEntry, Message, Registration, SwitchedOff } from '@topiary/domain';
import type {
  AuditEntry,
  BlockedRecovery,
  ClusterHistorySpan,
  ClusterRevision,
  DetectionRecord,
  TopologyPicture,
  FindingChangeRecord,
  KnownCluster,
  KnownInstance,
  PastVerdict,
  PicturedRevision,
  PlanRecord,
  RecoveryRecord,
  RecoveryStep,
  RememberedSource,
  ScheduledTakeover,
} from '@topiary/engine';
import { z } from 'zod';
import type {
  AuditEntryRow,
  JournalEntryRow,
  KnownClusterRow,
  KnownInstanceRow,
  PictureRow,
  PlanRow,
  RegistrationRow,
  SourceMemoryRow,
  TakeoverRow,
} from '../schema/tables.ts';
import { StoreError } from '../store-error.ts';
import { clusterIdSchema, instanceIdSchema, instantSchema, planIdSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';
import { actorSchema, journalEntrySchema } from './journal-entry-schema.ts';
import { addressSchema, intentSchema, messageSchema } from './plan-schema.ts';
import type {
  BlockedRecoveryRow,
  DetectionRow,
  FindingChangeRow,
  PastVerdictRow,
  RecoveryRow,
  RecoveryStepRow,
  RecoverySwitchRow,
} from '../schema/recovery-tables.ts';
import { topologyPictureOf, topologyPictureSchema } from './picture.ts';
import type { ClusterRevisionRow, PicturedRevisionRow } from '../schema/history-tables.ts';
import { clusterRevisionOf, clusterRevisionSchema, pictureSchema, pictureText } from './cluster-revision.ts';
import { findingChangeOf, findingChangeSchema, pastVerdictSchema } from './finding-change.ts';
import * as recoveryRows from './recovery-row.ts';
import * as recovery from './recovery-schema.ts';
import { registrationSchema } from './registration.ts';
import { rememberedSourceSchema } from './source-memory.ts';
import { takeoverSchema } from './takeover.ts';

const queryAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), text: z.string() }),
  z.object({
    kind: z.literal('unknown'),
    problem: z.object({ code: z.string(), detail: z.string(), grant: z.string().nullable() }),
  }),
]);

const answersSchema = z.partialRecord(z.enum(QUERIED_FACTS), queryAnswerSchema);

export const knownInstanceSchema = inStepWith<KnownInstance>()(
  z.object({
    id: instanceIdSchema,
    cluster: clusterIdSchema,
    serverUuid: z.string().nullable(),
    sources: z.array(z.object({ channel: z.string(), source: addressSchema })).readonly(),
    answers: answersSchema,
    firstSeenAt: instantSchema,
    lastSeenAt: instantSchema.nullable(),
    failingSince: instantSchema.nullable(),
  }),
);

export const knownClusterSchema = inStepWith<KnownCluster>()(
  z.object({
    id: clusterIdSchema,
    name: z.string(),
    alias: z.string().nullable(),
    firstSeenAt: instantSchema,
    revision: z.number().int(),
  }),
);

const intentKinds = intentSchema.options.map((option) => option.shape.kind.value);

export const planRecordSchema = inStepWith<PlanRecord>()(
  z.object({
    id: planIdSchema,
    cluster: clusterIdSchema,
    kind: z.enum(intentKinds),
    actor: actorSchema,
    startedAt: instantSchema,
    finishedAt: instantSchema.nullable(),
    outcome: z.enum(PLAN_OUTCOMES).nullable(),
  }),
);

export const auditEntrySchema = inStepWith<AuditEntry>()(
  z.object({
    id: z.number().int(),
    at: instantSchema,
    actor: actorSchema,
    action: z.string(),
    cluster: clusterIdSchema.nullable(),
    clusterName: z.string().nullable(),
    instance: instanceIdSchema.nullable(),
    plan: planIdSchema.nullable(),
    result: z.enum(['ok', 'failed', 'refused']),
    summary: z.array(messageSchema).readonly(),
  }),
);

const historySpanSchema = inStepWith<ClusterHistorySpan>()(z.object({ first: instantSchema, last: instantSchema }));

/** `file` names the store in the error. */
export interface RowParser {
  knownInstance(row: KnownInstanceRow): KnownInstance;
  knownCluster(row: KnownClusterRow): KnownCluster;
  planRecord(row: PlanRow): PlanRecord;
  journalEntry(row: JournalEntryRow): JournalEntry;
  auditEntry(row: AuditEntryRow): AuditEntry;
  registration(row: RegistrationRow): Registration;
  rememberedSource(row: SourceMemoryRow): RememberedSource;
  takeover(row: TakeoverRow): ScheduledTakeover;
  recovery(row: RecoveryRow): RecoveryRecord;
  earlierRecovery(row: RecoveryRow): EarlierRecovery;
  recoveryStep(row: RecoveryStepRow): RecoveryStep;
  detection(row: DetectionRow): DetectionRecord;
  blockedRecovery(row: BlockedRecoveryRow): BlockedRecovery;
  switchedOff(row: RecoverySwitchRow): SwitchedOff;
  findingChange(row: FindingChangeRow): FindingChangeRecord;
  pastVerdict(row: PastVerdictRow): PastVerdict;
  picture(row: PictureRow): TopologyPicture;
  clusterRevision(row: ClusterRevisionRow): ClusterRevision;
  picturedRevision(row: PicturedRevisionRow): PicturedRevision;
  historySpan(span: { readonly first: number; readonly last: number }): ClusterHistorySpan;
}

export function createRowParser(file: string): RowParser {
  const parse = <Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const path = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new StoreError('store-corrupt', { file, detail: `${what} cannot be read (at "${path}")` });
  };
  const clusterRevision = (row: ClusterRevisionRow): ClusterRevision =>
    parse(
      clusterRevisionSchema,
      clusterRevisionOf(row, jsonOf(row.summary)),
      `revision ${row.revision} of the cluster ${row.cluster_id}`,
    );
  return {
    clusterRevision,
    picturedRevision: (row) => ({
      ...clusterRevision(row),
      picture: parse(pictureSchema, jsonOf(pictureText(row.body)), `the picture of the cluster ${row.cluster_id}`),
    }),
    historySpan: (span) => parse(historySpanSchema, span, 'since when pictures are kept'),
    knownInstance: (row) => parse(knownInstanceSchema, knownInstanceOf(row), `the known instance ${row.id}`),
    knownCluster: (row) => parse(knownClusterSchema, knownClusterOf(row), `the known cluster ${row.id}`),
    planRecord: (row) => parse(planRecordSchema, planRecordOf(row), `the plan ${row.id}`),
    journalEntry: (row) =>
      parse(journalEntrySchema, jsonOf(row.body), `entry ${row.seq} of the journal of plan ${row.plan_id}`),
    auditEntry: (row) => parse(auditEntrySchema, auditEntryOf(row), `the audit entry ${row.id}`),
    registration: (row) =>
      parse(registrationSchema, jsonOf(row.body), `the registration ${row.kind} "${row.name}" of ${row.subject}`),
    recovery: (row) =>
      parse(recovery.recoverySchema, recoveryRows.recoveryOf(row, jsonOf(row.body)), `the recovery ${row.uid}`),
    earlierRecovery: (row) =>
      parse(recovery.earlierRecoverySchema, recoveryRows.earlierOf(row), `the recovery ${row.uid}`),
    recoveryStep: (row) =>
      parse(recovery.recoveryStepSchema, recoveryRows.recoveryStepOf(row, messageOf(row)), `the step ${row.id}`),
    detection: (row) =>
      parse(recovery.detectionSchema, recoveryRows.detectionOf(row, jsonOf(row.body)), `the detection ${row.id}`),
    blockedRecovery: (row) =>
      parse(recovery.blockedRecoverySchema, recoveryRows.blockedOf(row), `the blocked recovery of ${row.instance_id}`),
    switchedOff: (row) =>
      parse(recovery.switchedOffSchema, recoveryRows.switchOf(row), `the recovery switch "${row.cluster_id}"`),
    findingChange: (row) =>
      parse(findingChangeSchema, findingChangeOf(row, jsonOf(row.body)), `the change of a finding ${row.id}`),
    pastVerdict: ({ instance_id: instance, changed_at: at, verdict }) =>
      parse(pastVerdictSchema, { instance, at, verdict }, 'a verdict of the past'),
    picture: (row) =>
      parse(topologyPictureSchema, topologyPictureOf(row, jsonOf(row.body)), `the picture of a topology ${row.id}`),
    takeover: (row) => parse(takeoverSchema, jsonOf(row.body), `the scheduled takeover ${row.id}`),
    rememberedSource: (row) => parse(rememberedSourceSchema, jsonOf(row.body), `what the source ${row.name} named`),
  };
}

function knownInstanceOf(row: KnownInstanceRow): unknown {
  return {
    id: row.id,
    cluster: row.cluster_id,
    serverUuid: row.server_uuid,
    sources: row.sources === null ? [] : jsonOf(row.sources),
    answers: row.answers === null ? {} : jsonOf(row.answers),
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    failingSince: row.failing_since,
  };
}

function knownClusterOf(row: KnownClusterRow): unknown {
  return { id: row.id, name: row.name, alias: row.alias, firstSeenAt: row.first_seen_at, revision: row.revision };
}

function planRecordOf(row: PlanRow): unknown {
  return {
    id: row.id,
    cluster: row.cluster_id,
    kind: row.kind,
    actor: { user: row.actor_user, address: row.actor_address, via: row.actor_via },
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    outcome: row.outcome,
  };
}

function auditEntryOf(row: AuditEntryRow): unknown {
  return {
    id: row.id,
    at: row.written_at,
    actor: { user: row.actor_user, address: row.actor_address, via: row.actor_via },
    action: row.action,
    cluster: row.cluster_id,
    clusterName: row.cluster_name,
    instance: row.instance_id,
    plan: row.plan_id,
    result: row.result,
    summary: summaryOf(row),
  };
}

/**
 * The English text stands for messages that are not there, and for those that this program does not know: an entry of
 * another version stays readable.
 */
function summaryOf({ summary, summary_messages: json }: AuditEntryRow): readonly Message[] {
  const known = z.array(messageSchema).safeParse(json === null ? null : jsonOf(json));
  return known.success ? known.data : [message('audit-text', { text: summary })];
}

/** A message of another version of this program is shown as what was written. */
function messageOf(row: RecoveryStepRow): Message {
  const known = messageSchema.safeParse(jsonOf(row.message));
  return known.success ? known.data : message('audit-text', { text: row.message });
}

/** A text that is no JSON becomes `undefined`, which no schema accepts. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
