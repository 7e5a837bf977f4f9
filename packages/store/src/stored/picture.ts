import type { TopologyPicture } from '@topiary/engine';
import { z } from 'zod';
import type { NewPictureRow, PictureRow } from '../schema/tables.ts';
import { clusterIdSchema, instanceIdSchema, instantSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';

export const topologyPictureSchema = inStepWith<TopologyPicture>()(
  z.object({
    cluster: clusterIdSchema,
    clusterName: z.string(),
    at: instantSchema,
    members: z
      .array(z.object({ instance: instanceIdSchema, source: instanceIdSchema.nullable(), version: z.string() }))
      .readonly(),
  }),
);

export function pictureRow({ cluster, clusterName, at, members }: TopologyPicture): NewPictureRow {
  return { cluster_id: cluster, cluster_name: clusterName, taken_at: at, body: JSON.stringify(members) };
}

/** What the schema is asked about: `members` is the parsed JSON of the row. */
export function topologyPictureOf(row: PictureRow, members: unknown): unknown {
  return { cluster: row.cluster_id, clusterName: row.cluster_name, at: row.taken_at, members };
}
