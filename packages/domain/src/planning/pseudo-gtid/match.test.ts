import { describe, expect, test } from 'vitest';
import { asInstant } from '../../shared/time.ts';
import type { LogEvent } from '../../replication/log-events/log-event.ts';
import { readWritten, type WrittenLogs } from '../../testing/written-log.ts';
import { say } from '../messages.ts';
import { DEFAULT_MATCH_BOUNDS } from './bounds.ts';
import type { MarkerIndex, SeenMarkers } from './marker-index.ts';
import { markerPattern, NO_PSEUDO_GTID, type MarkerPattern } from './marker-pattern.ts';
import { markerStatement } from './marker-statement.ts';
import { match, type MatchRequest, type MatchResult } from './match.ts';
import { refusalMessage } from './refusal-message.ts';
import type { ReplicaLog } from './log-request.ts';

const MASTER = 1;
const BASE = 'binlog';

/** What a server logs: `m3` is the third marker, `rotate` closes the file, anything else a write of that table. */
interface Written {
  readonly logs: WrittenLogs;
  readonly end: { readonly file: string; readonly position: number };
  /** Position behind the entry of that index. */
  readonly after: readonly { readonly file: string; readonly position: number }[];
}

interface Style {
  readonly own: number;
  readonly firstFile?: number;
  readonly base?: string;
  readonly xid?: number;
  readonly tableId?: number;
  /** Who wrote it first, by entry; the master where it is not said. */
  readonly writers?: Readonly<Record<string, number>>;
  readonly rowBytes?: Readonly<Record<string, number>>;
}

function marker(number: number): string {
  return markerStatement({ at: asInstant(number * 5_000), serverId: MASTER, random: () => 0.5 });
}

function write(entries: readonly string[], style: Style): Written {
  const files = new Map<string, LogEvent[]>();
  const nameOf = (count: number): string =>
    `${style.base ?? BASE}.${String((style.firstFile ?? 1) + count).padStart(6, '0')}`;
  const after: { readonly file: string; readonly position: number }[] = [];
  let events: LogEvent[] = [];
  let at = 4;
  const add = (type: string, serverId: number, bytes: number, info: string): void => {
    events.push({ position: at, type, serverId, endPosition: at + bytes, info });
    at += bytes;
  };
  const open = (): void => {
    events = [];
    files.set(nameOf(files.size), events);
    at = 4;
    add('Format_desc', style.own, 123, 'Server ver: 9.7.4, Binlog ver: 4');
    add('Previous_gtids', style.own, 31, '');
  };
  open();
  for (const entry of entries) {
    const writer = style.writers?.[entry] ?? MASTER;
    if (entry === 'rotate') {
      add('Rotate', style.own, 44, `${nameOf(files.size)};pos=4`);
      open();
    } else {
      add('Anonymous_Gtid', writer, 79, "SET @@SESSION.GTID_NEXT= 'ANONYMOUS'");
      const number = /^m(\d+)$/.exec(entry)?.[1];
      if (number !== undefined) add('Query', writer, 143, marker(Number(number)));
      else {
        add('Query', writer, 71 - style.own, 'BEGIN');
        add('Table_map', writer, 51, `table_id: ${style.tableId ?? 109} (d.${entry})`);
        add('Write_rows', writer, style.rowBytes?.[entry] ?? 43, `table_id: ${style.tableId ?? 109} flags: STMT_END_F`);
        add('Xid', writer, 31, `COMMIT /* xid=${(style.xid ?? 7) + at} */`);
      }
    }
    after.push({ file: nameOf(files.size - 1), position: at });
  }
  return { logs: files, end: { file: nameOf(files.size - 1), position: at }, after };
}

function many(entry: string, count: number): readonly string[] {
  return Array.from({ length: count }, () => entry);
}

function pattern(): MarkerPattern {
  const read = markerPattern({ ...NO_PSEUDO_GTID, auto: true });
  if (read.kind !== 'pattern') throw new Error('Topiary knows its own markers');
  return read.pattern;
}

function requestFor(logs: readonly ReplicaLog[], change: Partial<MatchRequest> = {}): MatchRequest {
  return {
    logs,
    pattern: pattern(),
    rowSizes: 'compared',
    skipsContaining: [],
    bounds: DEFAULT_MATCH_BOUNDS,
    ...change,
  };
}

const REPLICA: Style = { own: 2, base: 'replica', xid: 50, tableId: 300 };
const TARGET: Style = { own: 3, firstFile: 999_998, xid: 900, tableId: 17 };

function matched(
  replica: readonly string[],
  target: readonly string[],
  {
    r = {},
    t = {},
    rows = 1_000,
    ...change
  }: Partial<MatchRequest> & {
    readonly r?: Partial<Style>;
    readonly t?: Partial<Style>;
    readonly rows?: number;
  } = {},
): { readonly result: MatchResult; readonly target: Written; readonly asked: number } {
  const own = write(replica, { ...REPLICA, ...r });
  const other = write(target, { ...TARGET, ...t });
  const request = requestFor([{ log: 'binary', until: own.end }], change);
  const { result, asked } = readWritten(match(request), { binary: { replica: own.logs, target: other.logs } }, rows);
  return { result, target: other, asked: asked.length };
}

function refusedWith(result: MatchResult): string {
  if (result.kind === 'matched') throw new Error(`matched at ${result.position.file}:${result.position.position}`);
  return say(refusalMessage(result.refusal, { replica: 'r:3306', target: 't:3306' }), 'en');
}

describe('a replica behind its sibling', () => {
  test.each([1_000, 6, 2])('goes on where it stopped, read %i events at a time', (rows) => {
    const { result, target } = matched(
      ['m1', 'a', 'rotate', 'b', 'm2', 'c'],
      ['m1', 'a', 'b', 'm2', 'rotate', 'c', 'd', 'm3', 'rotate', 'e'],
      { rows },
    );
    expect(result).toMatchObject({ kind: 'matched', position: target.after[5], compared: 2, log: 'binary' });
  });

  test('may have rotated its log after the last marker, and so may the target, past 999999', () => {
    const { result, target } = matched(
      ['m1', 'm2', 'rotate', 'rotate', 'a', 'rotate'],
      ['m1', 'rotate', 'm2', 'rotate', 'rotate', 'a', 'rotate', 'm3'],
    );
    expect(result).toMatchObject({ kind: 'matched', position: { file: 'binlog.1000001' } });
    expect(result).toMatchObject({ position: target.after[5] });
  });

  test('that stands where its sibling stands goes on at the end', () => {
    const { result, target } = matched(['m1', 'a', 'rotate'], ['m1', 'a']);
    expect(result).toMatchObject({ kind: 'matched', position: target.end });
  });

  test.each([
    ['stands behind a later one', ['m5', 'a', 'm4', 'b'], ['m5', 'a', 'm4', 'b', 'c']],
    ['is followed by earlier ones', ['m1', 'm9', 'a'], ['m1', 'm9', 'a', 'rotate', 'm6', 'b', 'm7']],
  ])('whose marker %s, as by the clock of another master, is matched too', (_what, replica, target) => {
    expect(matched(replica, target).result).toMatchObject({ kind: 'matched', compared: 2 });
  });

  test('files whose first marker is later are left after a look', () => {
    const old = ['m1', 'a', 'm2'];
    const late = Array.from({ length: 20 }, (_, index) => ['rotate', `m${index + 3}`, ...many('x', 50)]).flat();
    const { asked } = matched(old, [...old, ...late], { rows: 10 });
    // Lists, the replica's file and its end, a look at each of twenty, and the one with the marker twice.
    expect(asked).toBeLessThan(2 + 2 + 20 + 8);
  });
});

describe('what an earlier match saw of the target', () => {
  const indexed = (): MarkerIndex => {
    const seen = new Map<string, SeenMarkers>();
    return { of: (file) => seen.get(file) ?? null, keep: (file, markers) => void seen.set(file, markers) };
  };
  const old = ['m1', 'a', 'm2'];
  const late = Array.from({ length: 20 }, (_, index) => ['rotate', `m${index + 3}`, ...many('x', 50)]).flat();

  test('is not read again, but for the newest file and what is compared', () => {
    const index = indexed();
    const first = matched(old, [...old, ...late], { rows: 10, index });
    const second = matched(old, [...old, ...late], { rows: 10, index });
    expect(second.result).toEqual(first.result);
    expect(second.result).toMatchObject({ kind: 'matched', position: first.target.after[2] });
    expect(first.asked - second.asked).toBeGreaterThanOrEqual(19);
  });

  test.each([1_000, 6, 2])('proves nothing: logs that began anew are read as they are, %i events at a time', (rows) => {
    const others = ['m7', 'a', 'm8', 'rotate', 'm9', 'b', 'rotate', 'm10'];
    const now = ['m1', 'a', 'rotate', 'm2', 'b', 'rotate', 'm3'];
    const index = indexed();
    expect(matched(['m7', 'a'], others, { rows, index }).result.kind).toBe('matched');
    const { result, target } = matched(['m1', 'a', 'm2'], now, { rows, index });
    expect(result).toMatchObject({ kind: 'matched', position: target.after[3] });
    const unlike = ['m1', 'a', 'm2', 'c'];
    expect(matched(unlike, now, { rows, index }).result).toEqual(matched(unlike, now, { rows }).result);
  });
});

describe('what cannot be matched is refused with its cause', () => {
  test('the replica is ahead by a transaction, and the first of them is named', () => {
    expect(refusedWith(matched(['m1', 'a', 'b'], ['m1', 'a']).result)).toMatch(
      /r:3306 has executed what t:3306 does not have: the first is at replica\.000001:\d+ of r:3306, Write_rows d\.b/,
    );
  });

  test('the replica is ahead by a marker', () => {
    expect(refusedWith(matched(['m1', 'm2'], ['m1', 'a', 'rotate']).result)).toContain('does not have the last marker');
  });

  test('the target purged its logs of that time', () => {
    expect(refusedWith(matched(['m1', 'a'], ['m4', 'x', 'rotate', 'm5']).result)).toContain('purged');
  });

  test('the target has no marker at all, or the replica has none', () => {
    expect(refusedWith(matched(['m1', 'a'], ['a', 'rotate']).result)).toContain(
      'No pseudo-GTID marker is in the binary log of t:3306 (2 files',
    );
    expect(refusedWith(matched(['a', 'rotate', 'b'], ['m1']).result)).toContain(
      'No pseudo-GTID marker is in the binary log of r:3306 (2 files',
    );
  });

  test('the logs differ, and both entries are quoted', () => {
    expect(refusedWith(matched(['m1', 'a', 'x'], ['m1', 'a', 'b', 'x']).result)).toMatch(
      /After 2 equal transactions the logs change different rows: .*Write_rows d\.x .*Write_rows d\.b/,
    );
  });

  test('rows of another size are other rows, where both servers write them alike', () => {
    const sizes = { r: { rowBytes: { a: 47 } }, t: { rowBytes: { a: 43 } } };
    expect(refusedWith(matched(['m1', 'a'], ['m1', 'a', 'b'], sizes).result)).toContain('different rows');
    expect(matched(['m1', 'a'], ['m1', 'a', 'b'], { ...sizes, rowSizes: 'ignored' }).result.kind).toBe('matched');
  });

  test('a write of its own on either side looks the same and is of another server', () => {
    expect(refusedWith(matched(['m1', 'a'], ['m1', 'a', 'b'], { r: { writers: { a: 2 } } }).result)).toContain(
      'writes of different servers',
    );
    expect(refusedWith(matched(['m1', 'a'], ['m1', 'a', 'b'], { t: { writers: { a: 3 } } }).result)).toContain(
      'One of them was written to by itself',
    );
  });

  test('a marker that occurs twice marks nothing', () => {
    expect(refusedWith(matched(['m1', 'a', 'm1'], ['m1', 'a', 'm1', 'b']).result)).toContain('occurs twice');
    expect(refusedWith(matched(['m1'], ['m1', 'a', 'm1', 'b']).result)).toContain('occurs twice in the log of t:3306');
  });

  test('the replica stands inside a transaction', () => {
    const own = write(['m1', 'a', 'b'], REPLICA);
    const other = write(['m1', 'a', 'b', 'c'], TARGET);
    const position = (own.after[1]?.position ?? 0) + 100;
    const request = requestFor([{ log: 'relay', until: { file: own.end.file, position } }]);
    const servers = { binary: { replica: new Map(), target: other.logs }, relay: own.logs };
    expect(refusedWith(readWritten(match(request), servers).result)).toContain('ends inside the transaction');
  });

  test('a search that is too long ends', () => {
    const bounds = { files: 10, events: 30 };
    expect(refusedWith(matched(['m1', ...many('a', 20)], ['m1'], { bounds }).result)).toContain(
      'ended without a result',
    );
  });

  test('GTIDs that are shared at the marker are compared from there on', () => {
    const own = write(['m1', 'a', 'a'], REPLICA);
    const other = write(['m1', 'a', 'a', 'a'], TARGET);
    const withGtids = (logs: WrittenLogs, numbers: readonly number[]): WrittenLogs => {
      let count = 0;
      return new Map(
        [...logs].map(([file, events]) => [
          file,
          events.map((event) =>
            event.type === 'Anonymous_Gtid'
              ? { ...event, type: 'Gtid', info: `SET @@SESSION.GTID_NEXT= 'u:${numbers[count++]}'` }
              : event,
          ),
        ]),
      );
    };
    const run = (numbers: readonly number[]): MatchResult =>
      readWritten(match(requestFor([{ log: 'binary', until: own.end }])), {
        binary: { replica: withGtids(own.logs, [1, 2, 4]), target: withGtids(other.logs, numbers) },
      }).result;
    expect(refusedWith(run([1, 2, 3, 4]))).toContain('GTIDs differ');
    // Numbered by each server for itself.
    expect(run([7, 8, 9, 10])).toMatchObject({ kind: 'matched', position: other.after[2] });
  });
});

describe('a replica that does not log what it applies', () => {
  const relay = { ...REPLICA, base: 'relay', own: 2 };

  test('is matched by its relay logs, up to what it executed', () => {
    const own = write(['m1', 'a', 'm2', 'rotate', 'b', 'c', 'd'], relay);
    const other = write(['m1', 'a', 'm2', 'b', 'rotate', 'c', 'd'], TARGET);
    const until = own.after[4];
    if (until === undefined) throw new Error('five entries were written');
    const nothing: Written = write([], REPLICA);
    const request = requestFor([
      { log: 'binary', until: nothing.end },
      { log: 'relay', until },
    ]);
    const { result } = readWritten(match(request), {
      binary: { replica: nothing.logs, target: other.logs },
      relay: own.logs,
    });
    expect(result).toMatchObject({ kind: 'matched', log: 'relay', position: other.after[3] });
  });

  test('is refused when its relay logs of that time are purged', () => {
    const own = write(['b', 'c'], { ...relay, firstFile: 7 });
    const other = write(['m1', 'b', 'c'], TARGET);
    const request = requestFor([{ log: 'relay', until: own.end }]);
    const { result } = readWritten(match(request), {
      binary: { replica: new Map(), target: other.logs },
      relay: own.logs,
    });
    expect(refusedWith(result)).toContain('No pseudo-GTID marker is in the relay log of r:3306 (1 files');
  });
});

describe('a target that is written to while it is read', () => {
  test('is read on where it was left, also when its file was closed meanwhile', () => {
    const own = write(['m1', 'a', 'b', 'c'], REPLICA);
    const now = write(['m1', 'a'], TARGET);
    const later = write(['m1', 'a', 'b', 'rotate', 'c', 'd'], TARGET);
    const reading = match(requestFor([{ log: 'binary', until: own.end }]));
    let step = reading.next();
    let isLater = false;
    while (step.done !== true) {
      isLater ||= step.value.isFresh;
      const logs = { binary: { replica: own.logs, target: isLater ? later.logs : now.logs } };
      const one = readWritten(only(step.value), logs).result;
      step = reading.next(one);
    }
    expect(step.value).toMatchObject({ kind: 'matched', position: later.after[4] });
  });
});

function* only<Request, Answer>(request: Request): Generator<Request, Answer, Answer> {
  return yield request;
}

test('a pattern is what was configured, and a bad one says so', () => {
  expect(markerPattern(NO_PSEUDO_GTID).kind).toBe('none');
  expect(markerPattern({ ...NO_PSEUDO_GTID, pattern: '(' })).toMatchObject({ kind: 'invalid' });
  const regex = markerPattern({ ...NO_PSEUDO_GTID, pattern: 'drop view .*_asc:', monotonicHint: 'asc:' });
  expect(regex.kind === 'pattern' && regex.pattern.isMarker(marker(1)) && regex.pattern.ascends(marker(1))).toBe(true);
  const loud = markerPattern({ ...NO_PSEUDO_GTID, pattern: '(?i)DROP VIEW .*_asc:' });
  expect(loud.kind === 'pattern' && loud.pattern.isMarker(marker(1))).toBe(true);
  const plain = markerPattern({ ...NO_PSEUDO_GTID, pattern: 'drop view .*', isFixedSubstring: true });
  expect(plain.kind === 'pattern' && plain.pattern.isMarker(marker(1))).toBe(false);
  expect(marker(1_000)).toBe('drop view if exists `_pseudo_gtid_`.`_asc:00001388:00000001:8888888888888888`');
});

describe('transactions that may be missing on one side', () => {
  const skips = { skipsContaining: ['local'] };

  test.each([
    ['on the target', ['m1', 'a', 'local', 'b'], ['m1', 'a', 'b', 'c'], 2],
    ['on the replica', ['m1', 'a', 'b'], ['m1', 'a', 'local', 'b', 'c'], 3],
    ['on either', ['m1', 'local', 'a', 'b'], ['m1', 'a', 'local', 'b', 'c'], 3],
    ['at the end of the replica', ['m1', 'a', 'local'], ['m1', 'a', 'b'], 1],
    ['at the end of both', ['m1', 'a', 'local'], ['m1', 'a'], 1],
    ['nowhere', ['m1', 'a', 'local'], ['m1', 'a', 'local', 'b'], 2],
  ])('are passed over %s', (_, replica, target, last) => {
    const { result, target: written } = matched(replica, target, skips);
    expect(result).toMatchObject({ kind: 'matched', position: written.after[last] });
  });

  test('are asked for by a text; nothing else is passed over', () => {
    expect(matched(['m1', 'a', 'local', 'b'], ['m1', 'a', 'b']).result.kind).toBe('refused');
    expect(matched(['m1', 'a', 'other', 'b'], ['m1', 'a', 'b', 'c'], skips).result.kind).toBe('refused');
    expect(refusedWith(matched(['m1', 'a', 'local', 'b'], ['m1', 'a'], skips).result)).toContain('d.b');
  });
});
