/** The rows by which processes on several machines agree who of them acts. Each function is one transaction. */
import { sql } from '#kysely';
import type { Kysely, Transaction } from 'kysely';
import type { LeaseHolder } from '@topiary/engine';
import { MAX_SHARED_MEMBERS, SHARED_MEMBER_GONE_MS, SHARED_WAITING_MS } from '../bounds.ts';
import type { SharedLeaseRow, SharedTables } from '../schema/shared-tables.ts';
import type { LeaseView } from './lease-watch.ts';

const ONLY_ROW = 1;
type Db = Kysely<SharedTables>;
type Tx = Transaction<SharedTables>;

/** Milliseconds since 1970, by the database's clock. */
const databaseNow = sql<number>`cast(unix_timestamp(now(3)) * 1000 as unsigned)`;

export interface LeaseLook {
  readonly row: SharedLeaseRow | null;
  readonly view: LeaseView | null;
}

async function lookIn(db: Db, node: string): Promise<LeaseLook> {
  const row = await db.selectFrom('lease').selectAll().where('id', '=', ONLY_ROW).executeTakeFirst();
  if (row === undefined) return { row: null, view: null };
  const beat = await db.selectFrom('lease_beat').select(['term', 'beat']).where('id', '=', ONLY_ROW).executeTakeFirst();
  const own = await db.selectFrom('lease_member').select('known_to_term').where('node', '=', node).executeTakeFirst();
  const view = {
    term: row.term,
    node: row.node,
    isReleased: row.is_released === 1,
    beat: beat?.term === row.term ? beat.beat : 0,
    knownToTerm: own?.known_to_term ?? 0,
  };
  return { row, view };
}

export function look(db: Db, node: string): Promise<LeaseLook> {
  return db.transaction().execute((tx) => lookIn(tx, node));
}

export interface Candidate {
  readonly node: string;
  readonly holder: LeaseHolder;
}

/** So that the holder knows that there is another. What the holder noted in the row stays. */
export async function announce(db: Db, { node, holder }: Candidate): Promise<void> {
  const { hostname, processId, url } = holder;
  const there = await db
    .updateTable('lease_member')
    .set({ hostname, process_id: processId, url, seen_at: databaseNow })
    .where('node', '=', node)
    .executeTakeFirst();
  if (there.numUpdatedRows > 0n) return;
  await db
    .replaceInto('lease_member')
    .values({ node, hostname, process_id: processId, url, seen_at: databaseNow, known_to_term: 0 })
    .execute();
}

/**
 * Begins a term where `may` still says so of what is there now, with everybody else waiting. Resolves to its number, or to
 * `null`; and whose term it follows.
 */
export function beginTerm(
  db: Db,
  { node, holder }: Candidate,
  may: (view: LeaseView | null) => boolean,
): Promise<{ readonly term: number; readonly since: number; readonly before: string | null } | null> {
  return db.transaction().execute(async (tx) => {
    // Two that begin at once meet here: the row that both want is there, whoever makes it.
    await tx.insertInto('lease_beat').ignore().values({ id: ONLY_ROW, term: 0, beat: 0, beaten_at: 0 }).execute();
    await tx.selectFrom('lease_beat').selectAll().where('id', '=', ONLY_ROW).forUpdate().execute();
    const row = await tx.selectFrom('lease').selectAll().where('id', '=', ONLY_ROW).forUpdate().executeTakeFirst();
    const { view } = await lookAgain(tx, node, row ?? null);
    if (!may(view)) return null;
    const term = (row?.term ?? 0) + 1;
    const since = await nowOf(tx);
    const { hostname, processId, url } = holder;
    const held = { hostname, process_id: processId, url, since: since as SharedLeaseRow['since'] };
    await tx
      .replaceInto('lease')
      .values({ id: ONLY_ROW, term, node, is_released: 0, ...held })
      .execute();
    await tx.replaceInto('lease_beat').values({ id: ONLY_ROW, term, beat: 0, beaten_at: since }).execute();
    await tx.deleteFrom('lease_member').where('node', '=', node).execute();
    return { term, since, before: row?.node ?? null };
  });
}

/** Locked, and so as it is now and not as of the transaction's snapshot. */
async function lookAgain(
  tx: Tx,
  node: string,
  row: SharedLeaseRow | null,
): Promise<{ readonly view: LeaseView | null }> {
  if (row === null) return { view: null };
  const beat = await tx.selectFrom('lease_beat').selectAll().where('id', '=', ONLY_ROW).forUpdate().executeTakeFirst();
  const own = await tx.selectFrom('lease_member').selectAll().where('node', '=', node).forUpdate().executeTakeFirst();
  return {
    view: {
      term: row.term,
      node: row.node,
      isReleased: row.is_released === 1,
      beat: beat?.term === row.term ? beat.beat : 0,
      knownToTerm: own?.known_to_term ?? 0,
    },
  };
}

async function nowOf(tx: Tx): Promise<number> {
  const { rows } = await sql<{ readonly now: number }>`select ${databaseNow} as now`.execute(tx);
  return rows[0]?.now ?? 0;
}

/** `false`: the term is over, or is not there any more. */
export async function renew(
  db: Db,
  { term, node }: { readonly term: number; readonly node: string },
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const beaten = await tx
      .updateTable('lease_beat')
      .set((row) => ({ beat: row('beat', '+', 1), beaten_at: databaseNow }))
      .where('id', '=', ONLY_ROW)
      .where('term', '=', term)
      .executeTakeFirst();
    if (beaten.numUpdatedRows === 0n) return false;
    const row = await tx.selectFrom('lease').select(['term', 'node']).where('id', '=', ONLY_ROW).executeTakeFirst();
    return row?.term === term && row.node === node;
  });
}

export interface Others {
  /** Processes that would take over, those that are gone left out. */
  readonly count: number;
  /** Among them some that do not know yet that the holder of this term knows of them. */
  readonly areNew: boolean;
}

export async function readOthers(
  db: Db,
  { term, node }: { readonly term: number; readonly node: string },
): Promise<Others> {
  const gone = sql<boolean>`seen_at < ${databaseNow} - ${sql.lit(SHARED_MEMBER_GONE_MS)}`;
  await db.deleteFrom('lease_member').where('node', '<>', node).where(gone).execute();
  const rows = await db
    .selectFrom('lease_member')
    .select(['node', 'known_to_term'])
    .where('node', '<>', node)
    .limit(MAX_SHARED_MEMBERS)
    .execute();
  return { count: rows.length, areNew: rows.some((row) => row.known_to_term !== term) };
}

/** Those that have said lately that they would act, with who did last first. */
export async function readWaiting(db: Db, node: string): Promise<readonly LeaseHolder[]> {
  const rows = await db
    .selectFrom('lease_member')
    .select(['hostname', 'process_id', 'url'])
    .where('node', '<>', node)
    .where(sql<boolean>`seen_at >= ${databaseNow} - ${sql.lit(SHARED_WAITING_MS)}`)
    .orderBy('seen_at', 'desc')
    .limit(MAX_SHARED_MEMBERS)
    .execute();
  return rows.map(({ hostname, process_id: processId, url }) => ({ hostname, processId, url }));
}

/** One that waited ends, and waits no more. */
export async function leave(db: Db, node: string): Promise<void> {
  await db.deleteFrom('lease_member').where('node', '=', node).execute();
}

/** Called only by a holder that behaves accordingly already. */
export async function acceptOthers(
  db: Db,
  { term, node }: { readonly term: number; readonly node: string },
): Promise<void> {
  await db.updateTable('lease_member').set({ known_to_term: term }).where('node', '<>', node).execute();
}

export async function giveBack(
  db: Db,
  { term, node }: { readonly term: number; readonly node: string },
): Promise<void> {
  await db
    .updateTable('lease')
    .set({ is_released: 1 })
    .where('id', '=', ONLY_ROW)
    .where('term', '=', term)
    .where('node', '=', node)
    .execute();
}
