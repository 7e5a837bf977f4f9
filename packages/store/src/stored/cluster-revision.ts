import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  CLUSTER_SHAPES,
  EDGE_STATES,
  FLAVORS,
  GROUP_MODES,
  HEALTH_CLASSES,
  INSTANCE_ROLES,
  PICTURE_CHANGES,
  PROBLEM_CODES,
  REVISION_KINDS,
  SEVERITIES,
  WRITE_STATES,
} from '@topiary/domain';
import type { ClusterPicture } from '@topiary/domain';
import type { ClusterRevision, NewClusterRevision } from '@topiary/engine';
import { z } from 'zod';
import { MAX_PICTURE_CHARACTERS } from '../bounds.ts';
import type { ClusterRevisionRow, NewClusterRevisionRow } from '../schema/history-tables.ts';
import { clusterIdSchema, instanceIdSchema, instantSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';

const changeSchema = z.object({
  code: z.enum(PICTURE_CHANGES),
  instance: instanceIdSchema.nullable(),
  channel: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});

export const clusterRevisionSchema = inStepWith<ClusterRevision>()(
  z.object({
    id: z.number().int(),
    cluster: clusterIdSchema,
    clusterName: z.string(),
    revision: z.number().int(),
    at: instantSchema,
    kind: z.enum(REVISION_KINDS),
    changes: z.array(changeSchema).readonly(),
    changeCount: z.number().int(),
  }),
);

const serverSchema = z.object({
  id: instanceIdSchema,
  role: z.enum(INSTANCE_ROLES),
  health: z.enum(HEALTH_CLASSES),
  depth: z.number().int(),
  flavor: z.enum(FLAVORS).nullable(),
  version: z.string().nullable(),
  writes: z.enum(WRITE_STATES).nullable(),
  alias: z.string().nullable(),
  dataCenter: z.string().nullable(),
  problems: z
    .array(
      z.object({
        code: z.enum(PROBLEM_CODES),
        severity: z.enum(SEVERITIES),
        params: z.record(z.string(), z.union([z.string(), z.number()])),
      }),
    )
    .readonly(),
});

const groupSchema = z.object({
  name: z.string(),
  mode: z.enum(GROUP_MODES),
  quorum: z.enum(['yes', 'no', 'unknown']),
  members: z.array(z.object({ id: instanceIdSchema, state: z.string().nullable(), role: z.string() })).readonly(),
});

export const pictureSchema = inStepWith<ClusterPicture>()(
  z.object({
    cluster: clusterIdSchema,
    name: z.string(),
    alias: z.string().nullable(),
    shape: z.enum(CLUSTER_SHAPES),
    revision: z.number().int(),
    masters: z.array(instanceIdSchema).readonly(),
    servers: z.array(serverSchema).readonly(),
    edges: z
      .array(
        z.object({
          replica: instanceIdSchema,
          channel: z.string(),
          source: instanceIdSchema,
          state: z.enum(EDGE_STATES),
        }),
      )
      .readonly(),
    groups: z.array(groupSchema).readonly(),
    findings: z.array(z.object({ instance: instanceIdSchema, code: z.string() })).readonly(),
  }),
);

/** What is kept of a picture is about a tenth of it where there are many servers. */
export function clusterRevisionRow(revision: NewClusterRevision): NewClusterRevisionRow {
  const { picture, at, kind, changes, changeCount } = revision;
  return {
    cluster_id: picture.cluster,
    cluster_name: picture.name,
    revision: picture.revision,
    kind,
    recorded_at: at,
    summary: JSON.stringify({ changes, changeCount }),
    body: deflateRawSync(JSON.stringify(picture)).toString('base64'),
  };
}

/** What the schema is asked about: `summary` is the parsed JSON of the row. */
export function clusterRevisionOf(row: ClusterRevisionRow, summary: unknown): unknown {
  return {
    ...(typeof summary === 'object' ? summary : {}),
    id: row.id,
    cluster: row.cluster_id,
    clusterName: row.cluster_name,
    revision: row.revision,
    at: row.recorded_at,
    kind: row.kind,
  };
}

/** The JSON of a picture; what cannot be unpacked becomes a text that is no JSON. */
export function pictureText(body: string): string {
  try {
    return inflateRawSync(Buffer.from(body, 'base64'), { maxOutputLength: MAX_PICTURE_CHARACTERS }).toString();
  } catch {
    return '';
  }
}
