/** Transactions of clients: what stops them, what GTID they get, and when their client hears of success. */
import { familyOf } from '@topiary/domain';
import { emptyTransactionBytes, smallWriteBytes, statementBytes } from '../binlog/event-sizes.ts';
import { failed, OK } from '../model/outcome.ts';
import type { Failed } from '../model/outcome.ts';
import type { MutableSession, Server } from '../model/server.ts';
import { isOn, numberSetting } from '../model/settings.ts';
import type { RowChange, Transaction, TransactionGtid, TransactionKind } from '../model/transaction.ts';
import { commit } from '../replication/commit.ts';
import { firstConflict, tableAndKey } from '../replication/rows.ts';
import type { Write } from './command.ts';
import type { Answer, CommandContext, Handler } from './context.ts';
import { chooseGtid } from './own-gtid.ts';
import { writesThroughReadOnly } from './privileges.ts';

/** Each further row of a write. */
const ROW_BYTES = 42;

export const beginCommand: Handler<'begin'> = (context, _, answer) => {
  const { session, world } = context;
  const begin = (): void => {
    session.transaction = { startedAtMs: world.nowMs, gtid: 'automatic', schema: '', rows: [] };
    answer(OK);
  };
  // BEGIN commits what was open.
  if (session.transaction === null) return begin();
  return commitOpen(context, (outcome) => {
    if (outcome.kind === 'ok') begin();
    else answer(outcome);
  });
};

export const rollbackCommand: Handler<'rollback'> = ({ session }, _, answer) => {
  session.transaction = null;
  answer(OK);
};

export const commitCommand: Handler<'commit'> = (context, _, answer) => commitOpen(context, answer);

export const writeCommand: Handler<'write'> = (context, { write }, answer) => {
  const { server, session } = context;
  const refusal = refusalToWrite(server, session);
  if (refusal !== null) return answer(refusal);
  const rows = write.rows ?? [];
  const open = session.transaction;
  const conflict = conflictFor(server, [...(open?.rows ?? []).filter((row) => row !== UNNAMED), ...rows]);
  if (conflict !== null) return answer(conflict);
  if (open === null || (write.kind ?? 'write') !== 'write') return commitWrite(context, write, answer);
  session.transaction = {
    ...open,
    schema: write.schema ?? open.schema,
    rows: [...open.rows, ...rows, ...ownRow(rows)],
  };
  answer(OK);
};

/** A write of no named row still makes the transaction one that has something to commit. */
function ownRow(rows: readonly RowChange[]): readonly RowChange[] {
  return rows.length > 0 ? [] : [UNNAMED];
}

const UNNAMED: RowChange = { action: 'insert', row: '' };

function commitOpen(context: CommandContext, answer: Answer): (() => void) | void {
  const { session } = context;
  const open = session.transaction;
  session.transaction = null;
  const hasGtid = session.variables.has('gtid_next') && session.variables.get('gtid_next') !== 'AUTOMATIC';
  if (open === null || (open.rows.length === 0 && !hasGtid)) return answer(OK);
  if (open.rows.length === 0) return commitAs(context, { kind: 'empty', rows: [], schema: '', statement: '' }, answer);
  const rows = open.rows.filter((row) => row !== UNNAMED);
  return commitWrite(context, { schema: open.schema, rows }, answer);
}

function commitWrite(context: CommandContext, write: Write, answer: Answer): (() => void) | void {
  const { server, session } = context;
  const refusal = refusalToWrite(server, session) ?? conflictFor(server, write.rows ?? []);
  if (refusal !== null) return answer(refusal);
  return commitAs(
    context,
    {
      kind: write.kind ?? 'write',
      rows: write.rows ?? [],
      schema: write.schema ?? '',
      statement: write.statement ?? '',
      ...(write.table === undefined ? {} : { table: write.table }),
      ...(write.bytes === undefined ? {} : { bytes: write.bytes }),
    },
    answer,
  );
}

export interface NewTransaction {
  readonly kind: TransactionKind;
  readonly rows: readonly RowChange[];
  readonly schema: string;
  readonly table?: string;
  readonly statement: string;
  readonly bytes?: number;
  /** Chosen by the statement itself instead of the session. */
  readonly gtid?: TransactionGtid;
}

export function commitAs(context: CommandContext, made: NewTransaction, answer: Answer): (() => void) | void {
  const { world, server, session } = context;
  const isLogged = server.binlog !== null && session.variables.get('sql_log_bin') !== 'OFF';
  const choice =
    made.gtid === undefined ? chooseGtid(server, session, isLogged) : { kind: 'gtid' as const, gtid: made.gtid };
  if (choice.kind === 'error') return answer(choice.error);
  if (choice.kind === 'executed') return answer(OK);
  const transaction: Transaction = {
    identity: { stream: server.stream, number: server.nextNumber },
    kind: made.kind,
    gtid: choice.gtid,
    serverId: Number(session.variables.get('server_id') ?? numberSetting(server, 'server_id')),
    writtenAtMs: world.nowMs,
    schema: made.schema,
    rows: made.rows,
    ...(made.table === undefined ? {} : { table: made.table }),
    statement: made.statement,
    bytes: made.bytes ?? bytesOf(server, made),
  };
  server.nextNumber += 1;
  let isAwaited = true;
  commit(world, server, {
    transaction,
    isLogged,
    isReplicated: false,
    done: (semiSync) => {
      if (!isAwaited || !session.alive) return;
      if (made.kind !== 'empty') acknowledgeWrite(context, transaction, semiSync);
      answer(OK);
    },
  });
  return () => {
    isAwaited = false;
  };
}

function acknowledgeWrite({ world, server }: CommandContext, transaction: Transaction, semiSync: boolean): void {
  const { acknowledged, options } = world;
  acknowledged.push({ server: server.id, transaction, atMs: world.nowMs, semiSync });
  // The oldest half goes at once, so that a long run does not move the whole list at every write.
  if (acknowledged.length > options.maxAcknowledged) acknowledged.splice(0, Math.ceil(options.maxAcknowledged / 2));
}

function bytesOf({ product }: Server, { kind, rows, statement }: NewTransaction): number {
  if (kind === 'empty') return emptyTransactionBytes(product);
  if (kind !== 'write') return statementBytes(product, statement);
  return smallWriteBytes(product) + Math.max(0, rows.length - 1) * ROW_BYTES;
}

function refusalToWrite(server: Server, session: MutableSession): Failed | null {
  if (isOn(server, 'super_read_only')) return readOnly(server, '--super-read-only');
  if (isOn(server, 'read_only') && !writesThroughReadOnly(session.account, server.product))
    return readOnly(server, '--read-only');
  return null;
}

function readOnly({ product }: Server, option: string): Failed {
  const vendor = familyOf(product) === 'mariadb' ? 'MariaDB' : 'MySQL';
  return failed(1290, `The ${vendor} server is running with the ${option} option so it cannot execute this statement`);
}

function conflictFor(server: Server, rows: readonly RowChange[]): Failed | null {
  const conflict = firstConflict(server, rows);
  if (conflict === null) return null;
  const { table, key } = tableAndKey(conflict.row);
  switch (conflict.number) {
    case 1062:
      return failed(1062, `Duplicate entry '${key}' for key '${table.split('.').at(-1) ?? table}.PRIMARY'`);
    case 1032:
      return failed(1032, `Can't find record in '${table.split('.').at(-1) ?? table}'`);
    default:
      return failed(1114, `The table '${table}' is full`);
  }
}
