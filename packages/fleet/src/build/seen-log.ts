/**
 * A binary log of which only the end is known, and where replicas stand in it: the pieces of history that have GTIDs lie at
 * the very end, where readers by GTID find them, and marks without content stand where readers by position begin.
 */
import { formatBinlogFileName, MariadbBinlogState, MysqlGtidSet, parseBinlogFileName } from '@topiary/domain';
import type { BinlogCoordinates } from '@topiary/domain';
import { newBinaryLog } from '../binlog/binary-log.ts';
import type { BinlogFile, LogHead } from '../binlog/binary-log.ts';
import { isBinlogServer } from '../model/binlog-server.ts';
import type { LogEntry } from '../model/server-state.ts';
import type { Server } from '../model/server.ts';
import type { Transaction } from '../model/transaction.ts';
import type { World } from '../model/world.ts';

export interface SeenLog {
  readonly seen: BinlogCoordinates | null;
  readonly pieces: readonly Transaction[];
  readonly anchors: readonly BinlogCoordinates[];
}

/** How far back a replica may stand and still find its file. */
const MAX_FILES = 1000;

export function placeLog(world: World, server: Server, { seen, pieces, anchors }: SeenLog): void {
  const name = seen === null ? null : parseBinlogFileName(seen.file);
  if ((server.binlog === null && !isBinlogServer(server)) || seen === null || name === null) return;
  const { base } = name;
  const numbers = anchors.flatMap(({ file }) => {
    const anchor = parseBinlogFileName(file);
    return anchor?.base === base && anchor.number <= name.number ? [anchor.number] : [];
  });
  const first = Math.max(name.number - MAX_FILES, Math.min(name.number, ...numbers));
  const log = newBinaryLog({ base, firstNumber: first, head: headOf(server), nowMs: world.nowMs });
  log.files.length = 0;
  for (let number = first; number <= name.number; number += 1) {
    const file = formatBinlogFileName({ base, number });
    const positions = positionsIn(file, anchors);
    const isLast = number === name.number;
    log.files.push(fileOf({ server, world, file, number, positions, end: isLast ? seen.position : null, pieces }));
  }
  log.count = log.files.reduce((count, { entries }) => count + entries.length, 0);
  log.synced = { file: name.number, index: log.files.at(-1)?.entries.length ?? 0 };
  server.binlog = log;
}

function headOf({ gtid, product }: Server): LogHead {
  return gtid.kind === 'mysql'
    ? { kind: 'mysql', product, executed: MysqlGtidSet.empty() }
    : { kind: 'mariadb', state: MariadbBinlogState.empty() };
}

function positionsIn(file: string, anchors: readonly BinlogCoordinates[]): readonly number[] {
  const positions = anchors.filter((anchor) => anchor.file === file).map(({ position }) => position);
  return [...new Set(positions)].toSorted((left, right) => left - right);
}

interface FileParts {
  readonly server: Server;
  readonly world: World;
  readonly file: string;
  readonly number: number;
  readonly positions: readonly number[];
  /** The end of the last file; `null` for those before. */
  readonly end: number | null;
  readonly pieces: readonly Transaction[];
}

const FIRST_POSITION = 4;

function fileOf({ server, world, file, number, positions, end, pieces }: FileParts): BinlogFile {
  const { gtid } = server;
  const size = end ?? positions.at(-1) ?? FIRST_POSITION;
  const marks = positions.map((position): LogEntry => ({ transaction: mark(server, number, position), end: position }));
  const tail =
    end === null
      ? []
      : [
          ...pieces.map((transaction): LogEntry => ({ transaction, end })),
          { transaction: mark(server, number, end), end },
        ];
  return {
    name: file,
    number,
    headerBytes: Math.min(FIRST_POSITION, size),
    previousGtids: gtid.kind === 'mysql' ? gtid.purged : null,
    gtidList: gtid.kind === 'mariadb' ? MariadbBinlogState.empty() : null,
    entries: [...marks.filter((entry) => entry.end < size || end === null), ...tail],
    size,
    openedAtMs: world.nowMs,
  };
}

/** Nothing but a place to stand. */
function mark({ id, settings }: Server, file: number, position: number): Transaction {
  return {
    identity: { stream: `marks ${id} ${file}`, number: position },
    kind: 'empty',
    gtid: null,
    serverId: Number(settings.get('server_id') ?? 0),
    writtenAtMs: 0,
    schema: '',
    rows: [],
    statement: '',
    bytes: 0,
  };
}
