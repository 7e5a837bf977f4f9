/**
 * Lists as files, beside the route table: an answer is written while it is read from the store, page by page, so it is no
 * one value that a client parses by a schema. All are GET and change nothing; a list is filtered as its route is.
 */
import { z } from 'zod';
import { queryText } from './query-text.ts';
import type { QueryValues } from './query-text.ts';
import { API_PREFIX } from './routes.ts';
import { auditEntryView, auditQuery } from './views/audit.ts';
import { detectionQuery, detectionView, recoveryQuery, recoveryView } from './views/recovery.ts';

/** Rows of one file at most, the newest; how many there are is in the header `Topiary-Total`. */
export const MAX_EXPORTED_ROWS = 20_000;
export const EXPORT_TOTAL_HEADER = 'Topiary-Total';

export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const asFile = {
  /** `csv`: times by ISO 8601 in UTC, and sentences in one language. `json`: an array of the views that the list gives. */
  format: z.enum(EXPORT_FORMATS).default('csv'),
  /** Of the sentences in CSV. */
  language: z.enum(['en', 'zh']).default('en'),
};
const unpaged = { page: true, pageSize: true } as const;

export interface Export {
  /** Express notation, below `API_PREFIX`. */
  readonly path: string;
  readonly summary: string;
  readonly query: z.ZodObject;
  /** One element of the array in JSON. */
  readonly item: z.ZodType;
}

export const exportRoutes = {
  exportAudit: {
    path: '/exports/audit',
    summary: 'Who did what, newest first, as a file.',
    query: auditQuery.omit(unpaged).extend(asFile),
    item: auditEntryView,
  },
  exportRecoveries: {
    path: '/exports/recoveries',
    summary: 'Recoveries, newest first, as a file.',
    query: recoveryQuery.omit(unpaged).extend(asFile),
    item: recoveryView,
  },
  exportDetections: {
    path: '/exports/failure-detections',
    summary: 'Detected failures, newest first, as a file.',
    query: detectionQuery.omit(unpaged).extend(asFile),
    item: detectionView,
  },
} as const satisfies Record<string, Export>;

export type ExportName = keyof typeof exportRoutes;

/** Where a browser finds the file; what a file has none of is left out. */
export function exportUrl(
  name: ExportName,
  { baseUrl, query }: { readonly baseUrl: string; readonly query: QueryValues },
): string {
  const { path, query: schema } = exportRoutes[name];
  const known = Object.entries(query).filter(([key]) => key in schema.shape);
  return baseUrl + API_PREFIX + path + queryText(Object.fromEntries(known));
}
