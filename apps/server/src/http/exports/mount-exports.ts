/**
 * Mounts the contract's files: a list is written while it is read from the store, so that no list is in memory whole. A
 * store that fails in the middle breaks the connection off, which a browser shows as a file that did not arrive.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EXPORT_TOTAL_HEADER, exportRoutes, MAX_PAGE_SIZE } from '@topiary/contract';
import type { ExportFormat, ExportName } from '@topiary/contract';
import type { Language } from '@topiary/domain';
import type { Page } from '@topiary/engine';
import express from 'express';
import type { Request, Response, Router } from 'express';
import type { z } from 'zod';
import type { Services } from '../../services/services.ts';
import { fromStore } from '../from-store.ts';
import { invalid } from '../invalid.ts';
import { failure, ok } from '../outcome.ts';
import { auditQueryOf } from '../routes/audit/audit.ts';
import { detectionQueryOf, recoveryQueryOf } from '../routes/recovery/recovery.ts';
import { sendOutcome } from '../send.ts';
import { AUDIT_COLUMNS, DETECTION_COLUMNS, RECOVERY_COLUMNS } from './columns.ts';
import type { Columns } from './columns.ts';
import { BYTE_ORDER_MARK, csvLine } from './csv.ts';
import { listPages } from './list-pages.ts';
import type { PageWish } from './list-pages.ts';

/** Each keeps the thread that reads the store busy. */
const MAX_EXPORTS_AT_ONCE = 2;

interface Source<Query, Item> {
  /** Of the file, before the date. */
  readonly name: string;
  readonly columns: Columns<Item>;
  readonly read: (query: Query, wish: PageWish) => Promise<Page<Item>>;
}

type QueryOf<Name extends ExportName> = z.output<(typeof exportRoutes)[Name]['query']>;

/** What of a query says which list is written, and what says how. */
interface Asked {
  readonly format: ExportFormat;
  readonly language: Language;
}

export function mountExports(services: Services): Router {
  const { engine } = services;
  const { recoveries } = engine;
  const router = express.Router({ caseSensitive: true });
  const gate = { running: 0 };
  const mount = <Name extends ExportName, Item extends { readonly id: number }>(
    name: Name,
    source: Source<QueryOf<Name>, Item>,
  ): void => {
    const { path, query } = exportRoutes[name];
    router.get(path, async (request, response) => {
      const parsed = query.safeParse(request.query);
      if (!parsed.success) return sendOutcome(response, invalid(parsed.error));
      // Which of the schemas it is is lost where they are looked up by name.
      await serve({ services, gate, request, response }, source, parsed.data as QueryOf<Name> & Asked);
    });
  };
  mount('exportAudit', {
    name: 'audit',
    columns: AUDIT_COLUMNS,
    read: ({ format: _, language: __, ...query }, wish) => engine.audit(auditQueryOf({ ...query, ...wish })),
  });
  mount('exportRecoveries', {
    name: 'recoveries',
    columns: RECOVERY_COLUMNS,
    read: ({ format: _, language: __, ...query }, wish) => recoveries.list(recoveryQueryOf({ ...query, ...wish })),
  });
  mount('exportDetections', {
    name: 'failure-detections',
    columns: DETECTION_COLUMNS,
    read: ({ format: _, language: __, ...query }, wish) =>
      recoveries.detections(detectionQueryOf({ ...query, ...wish })),
  });
  return router;
}

interface Serving {
  readonly services: Services;
  readonly gate: { running: number };
  readonly request: Request;
  readonly response: Response;
}

async function serve<Query extends Asked, Item extends { readonly id: number }>(
  { services, gate, response }: Serving,
  { name, columns, read }: Source<Query, Item>,
  query: Query,
): Promise<void> {
  if (services.lifecycle.isClosing) return sendOutcome(response, failure('shutting-down'));
  if (gate.running >= MAX_EXPORTS_AT_ONCE)
    return sendOutcome(response, failure('too-many-exports', { limit: MAX_EXPORTS_AT_ONCE }));
  gate.running += 1;
  try {
    const first = await fromStore(async () => ok(await read(query, { page: 0, pageSize: MAX_PAGE_SIZE })));
    if (first.kind === 'failure') return sendOutcome(response, first);
    const { format, language } = query;
    const day = new Date(services.clock.now()).toISOString().slice(0, 10);
    response.type(format === 'csv' ? 'text/csv' : 'json');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Disposition', `attachment; filename="topiary-${name}-${day}.${format}"`);
    response.setHeader(EXPORT_TOTAL_HEADER, String(first.body.total));
    const pages = listPages(first.body, (wish) => read(query, wish));
    const text = format === 'csv' ? csvOf(pages, columns, language) : jsonOf(pages);
    await pipeline(Readable.from(text), response);
  } catch (error) {
    if (!response.headersSent) throw error;
    // Somebody who stopped the download is nobody's fault.
    if (!response.closed) response.destroy();
    services.logger.warn('http.export-broken-off', { name, error });
  } finally {
    gate.running -= 1;
  }
}

async function* csvOf<Item>(
  pages: AsyncIterable<readonly Item[]>,
  columns: Columns<Item>,
  language: Language,
): AsyncGenerator<string, void, undefined> {
  yield BYTE_ORDER_MARK + csvLine(Object.keys(columns));
  const cells = Object.values(columns);
  for await (const items of pages)
    if (items.length > 0) yield items.map((item) => csvLine(cells.map((cell) => cell(item, language)))).join('');
}

/** An item a line, so that the file can be looked through line by line too. */
async function* jsonOf(pages: AsyncIterable<readonly unknown[]>): AsyncGenerator<string, void, undefined> {
  let separator = '[\n';
  for await (const items of pages)
    for (const item of items) {
      yield separator + JSON.stringify(item);
      separator = ',\n';
    }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}
