import { FINDING_CHANGES, FINDING_KINDS, FINDING_SKIPS, SEVERITIES } from '@topiary/domain';
import type { FindingChangeRecord, NewFindingChange, PastVerdict } from '@topiary/engine';
import { z } from 'zod';
import type { FindingChangeRow, NewFindingChangeRow } from '../schema/recovery-tables.ts';
import { clusterIdSchema, instanceIdSchema, instantSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';
import { messageSchema } from './plan-schema.ts';

export const findingChangeSchema = inStepWith<FindingChangeRecord>()(
  z.object({
    id: z.number().int(),
    cluster: clusterIdSchema,
    clusterName: z.string(),
    instance: instanceIdSchema,
    code: z.string(),
    kind: z.enum(FINDING_KINDS),
    change: z.enum(FINDING_CHANGES),
    at: instantSchema,
    verdict: z.string(),
    severity: z.enum(SEVERITIES),
    outrankedBy: z.string().nullable(),
    skipped: z.enum(FINDING_SKIPS).nullable(),
    summary: messageSchema,
  }),
);

export const pastVerdictSchema = inStepWith<PastVerdict>()(
  z.object({ instance: instanceIdSchema, at: instantSchema, verdict: z.string() }),
);

export function findingChangeRow(change: NewFindingChange): NewFindingChangeRow {
  const { severity, outrankedBy, skipped, summary } = change;
  return {
    cluster_id: change.cluster,
    cluster_name: change.clusterName,
    instance_id: change.instance,
    code: change.code,
    finding_kind: change.kind,
    change_kind: change.change,
    changed_at: change.at,
    verdict: change.verdict,
    body: JSON.stringify({ severity, outrankedBy, skipped, summary }),
  };
}

/** What the schema is asked about: `body` is the parsed JSON of the row. */
export function findingChangeOf(row: FindingChangeRow, body: unknown): unknown {
  return {
    ...(typeof body === 'object' ? body : {}),
    id: row.id,
    cluster: row.cluster_id,
    clusterName: row.cluster_name,
    instance: row.instance_id,
    code: row.code,
    kind: row.finding_kind,
    change: row.change_kind,
    at: row.changed_at,
    verdict: row.verdict,
  };
}
