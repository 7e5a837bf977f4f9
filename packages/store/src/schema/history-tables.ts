/** The table of how clusters looked, as Kysely sees it. Instants are milliseconds since 1970. */
import type { Generated, Insertable, Selectable } from 'kysely';

export interface HistoryTables {
  readonly cluster_revision: ClusterRevisionTable;
}

interface ClusterRevisionTable {
  readonly id: Generated<number>;
  readonly cluster_id: string;
  readonly cluster_name: string;
  readonly revision: number;
  readonly kind: string;
  readonly recorded_at: number;
  /** The JSON of the first changes and of how many there were. */
  readonly summary: string;
  /** The picture: JSON, deflated, in base64. */
  readonly body: string;
}

export type PicturedRevisionRow = Selectable<ClusterRevisionTable>;
export type ClusterRevisionRow = Omit<PicturedRevisionRow, 'body'>;
export type NewClusterRevisionRow = Insertable<ClusterRevisionTable>;
