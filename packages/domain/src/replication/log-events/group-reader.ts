/**
 * Puts the events of a log together to transactions, file after file. It knows both families: MySQL says in a statement
 * of its own whether a transaction or a single statement begins, MariaDB says it in the GTID. What it does not
 * understand, and what breaks off, it says: a place inside a transaction is never taken for one between two.
 */
import type { BinlogCoordinates } from '../../topology/observation.ts';
import { typedEvent, type TypedEvent } from './event-kinds.ts';
import { endOfEvent, type LogEvent, type LogName } from './log-event.ts';
import type { LogGroup, LogUnit } from './log-group.ts';
import { normalContext, normalStatement, withoutUse } from './normal-text.ts';

export type GroupProblem =
  /** A type that this version does not know: what it stands for cannot be compared. */
  | { readonly kind: 'unknown-event'; readonly at: BinlogCoordinates; readonly text: string }
  /** A transaction begins while another has not ended, or one ends that has not begun. */
  | { readonly kind: 'broken-group'; readonly at: BinlogCoordinates; readonly text: string }
  /** The source wrote that events were lost here. */
  | { readonly kind: 'incident'; readonly at: BinlogCoordinates; readonly text: string }
  /** A compressed transaction whose content the server does not list. */
  | { readonly kind: 'sealed-payload'; readonly at: BinlogCoordinates; readonly text: string }
  | { readonly kind: 'too-large'; readonly at: BinlogCoordinates; readonly text: string };

export type Fed =
  | { readonly kind: 'more' }
  | { readonly kind: 'group'; readonly group: LogGroup }
  | { readonly kind: 'problem'; readonly problem: GroupProblem };

/** Statements and row changes of one transaction that are kept for the comparison. */
export const MAX_GROUP_UNITS = 200_000;
/** Statements behind rows that are kept. */
const MAX_ANNOTATIONS = 10_000;
/** An Xid event without a checksum; with one it has four bytes more, as every event of that log then. */
const BARE_XID_BYTES = 27;

interface OpenGroup {
  readonly start: BinlogCoordinates;
  readonly gtid: string | null;
  /** `head`: nothing but its GTID yet. `statement`: values for the one statement that it is. */
  phase: 'head' | 'statement' | 'transaction' | 'xa' | 'payload';
  readonly units: LogUnit[];
  readonly annotations: string[];
  /** The rows that are being collected. */
  rows: { readonly name: string; readonly serverId: number; events: number; bytes: number | null } | null;
  isUnpacked: boolean;
}

const MORE: Fed = { kind: 'more' };

export class GroupReader {
  readonly #log: LogName;
  readonly #tables = new Map<string, string>();
  #open: OpenGroup | null = null;
  /** Of the event before, if it belongs to the same transaction: sizes are told by these alone, as relay logs keep the source's. */
  #endBefore: number | null = null;
  /** Begun in the middle of a file's history: what belongs to a transaction that began before is passed over. */
  #isInside: boolean;

  /** `mayBeginInside`: a relay log's file may begin inside a transaction. */
  constructor(log: LogName, options: { readonly mayBeginInside: boolean }) {
    this.#log = log;
    this.#isInside = options.mayBeginInside;
  }

  /** Where the transaction began that has not ended; `null`: the reader stands between two. */
  get openSince(): BinlogCoordinates | null {
    return this.#open?.start ?? null;
  }

  /** The transaction that has not ended, as far as it was read; `null`: the reader stands between two. */
  get begun(): LogGroup | null {
    const open = this.#open;
    if (open === null) return null;
    const { start, gtid, annotations, units, rows } = open;
    const last: readonly LogUnit[] =
      rows === null ? [] : [{ kind: 'rows', text: rows.name, serverId: rows.serverId, size: null }];
    return { start, end: start, gtid, annotations, units: [...units, ...last] };
  }

  feed(file: string, event: LogEvent): Fed {
    const typed = typedEvent(event.type);
    const fed = this.#take({ file, position: event.position }, event, typed);
    this.#endBefore = typed.kind === 'file' ? null : event.endPosition;
    return fed;
  }

  #take(at: BinlogCoordinates, event: LogEvent, typed: TypedEvent): Fed {
    switch (typed.kind) {
      case 'file':
        return MORE;
      case 'incident':
      case 'unknown':
        return problem(typed.kind === 'unknown' ? 'unknown-event' : 'incident', at, event);
      case 'head':
        return this.#begin(at, event);
      case 'annotation':
        if (this.#open !== null && this.#open.annotations.length < MAX_ANNOTATIONS)
          this.#open.annotations.push(normalStatement(event.info));
        return MORE;
      case 'query':
        return this.#query(at, event, typed);
      default:
        return this.#part(at, event, typed);
    }
  }

  #begin(at: BinlogCoordinates, event: LogEvent): Fed {
    if (this.#open !== null) return problem('broken-group', at, event);
    this.#isInside = false;
    const { gtid, opens } = readHead(event.info);
    this.#open = newGroup(at, gtid, opens === 'transaction' ? 'transaction' : opens === 'xa' ? 'xa' : 'head');
    if (opens === 'xa') this.#add(event, 'statement', xaStart(event.info));
    return MORE;
  }

  #query(at: BinlogCoordinates, event: LogEvent, { name }: TypedEvent): Fed {
    const text = name === 'Query' ? normalStatement(event.info) : normalContext(normalStatement(event.info));
    const word = withoutUse(text).toUpperCase();
    const opens = word === 'BEGIN' ? 'transaction' : word.startsWith('XA START ') ? 'xa' : null;
    if (opens !== null) return this.#opened(at, event, { opens, text });
    if (this.#isInside) return this.#inside(word === 'COMMIT' || word === 'ROLLBACK');
    const open = (this.#open ??= newGroup(at, null, 'statement'));
    if (open.phase === 'payload' && !open.isUnpacked) return problem('sealed-payload', at, event);
    const isWithin = open.phase === 'transaction' || open.phase === 'xa';
    if (isWithin && open.phase === 'transaction' && (word === 'COMMIT' || word === 'ROLLBACK'))
      return this.#end(at, event, word);
    this.#closeRows();
    if (!this.#add(event, 'statement', text)) return problem('too-large', at, event);
    return isWithin ? MORE : this.#finish(at, event);
  }

  #opened(
    at: BinlogCoordinates,
    event: LogEvent,
    { opens, text }: { readonly opens: 'transaction' | 'xa'; readonly text: string },
  ): Fed {
    this.#isInside = false;
    const open = (this.#open ??= newGroup(at, null, 'head'));
    if (open.phase === 'payload') open.isUnpacked = true;
    else if (open.phase !== 'head') return problem('broken-group', at, event);
    open.phase = opens;
    if (opens === 'xa') this.#add(event, 'statement', text);
    return MORE;
  }

  #part(at: BinlogCoordinates, event: LogEvent, typed: TypedEvent): Fed {
    if (this.#isInside) return this.#inside(typed.kind === 'commit' || typed.kind === 'xa-prepare');
    if (typed.kind === 'context') return this.#context(at, event, typed);
    const open = this.#open;
    if (open === null) return problem('broken-group', at, event);
    if (typed.kind === 'payload') return this.#payload(open, at, event);
    if (open.phase === 'payload') return problem('sealed-payload', at, event);
    if (open.phase !== 'transaction' && open.phase !== 'xa') return problem('broken-group', at, event);
    switch (typed.kind) {
      case 'table-map':
        this.#map(event);
        return MORE;
      case 'rows':
        return this.#rows(open, event, typed) ? MORE : problem('too-large', at, event);
      case 'commit':
        return this.#end(at, event, 'COMMIT');
      default:
        return this.#end(at, event, normalStatement(event.info));
    }
  }

  #payload(open: OpenGroup, at: BinlogCoordinates, event: LogEvent): Fed {
    if (open.phase !== 'head') return problem('broken-group', at, event);
    open.phase = 'payload';
    return MORE;
  }

  #context(at: BinlogCoordinates, event: LogEvent, { name }: TypedEvent): Fed {
    const open = (this.#open ??= newGroup(at, null, 'statement'));
    if (open.phase === 'payload') return problem('sealed-payload', at, event);
    this.#closeRows();
    return this.#add(event, 'context', `${name} ${normalContext(event.info)}`) ? MORE : problem('too-large', at, event);
  }

  /** The end of a transaction whose beginning is not here. */
  #inside(ends: boolean): Fed {
    if (ends) this.#isInside = false;
    return MORE;
  }

  #map(event: LogEvent): void {
    const found = /^table_id: (\d+) \((.*)\)/s.exec(event.info);
    if (found?.[1] !== undefined && found[2] !== undefined) this.#tables.set(found[1], found[2]);
  }

  /** Servers fill events with rows as they like: what belongs together is one unit. */
  #rows(open: OpenGroup, event: LogEvent, { name, isCompressed }: TypedEvent): boolean {
    const table = this.#tables.get(/^table_id: (\d+)/.exec(event.info)?.[1] ?? '');
    const ends = event.info.includes('STMT_END_F');
    // An event for no table only ends a statement.
    if (table !== undefined) {
      const own = `${name} ${table}`;
      if (open.rows?.name !== own && !this.#closeRows()) return false;
      open.rows ??= { name: own, serverId: event.serverId, events: 0, bytes: 0 };
      const bytes = isCompressed || open.isUnpacked ? null : this.#sizeOf(event);
      open.rows.events += 1;
      open.rows.bytes = bytes === null || open.rows.bytes === null ? null : open.rows.bytes + bytes;
    }
    return !ends || this.#closeRows();
  }

  #closeRows(): boolean {
    const open = this.#open;
    if (open === null || open.rows === null) return true;
    const { name, serverId, events, bytes } = open.rows;
    open.rows = null;
    open.units.push({ kind: 'rows', text: name, serverId, size: bytes === null ? null : { events, bytes } });
    return open.units.length <= MAX_GROUP_UNITS;
  }

  #add(event: LogEvent, kind: 'statement' | 'context' | 'end', text: string): boolean {
    const units = this.#open?.units;
    units?.push({ kind, text, serverId: event.serverId, size: null });
    return units === undefined || units.length <= MAX_GROUP_UNITS;
  }

  #end(at: BinlogCoordinates, event: LogEvent, text: string): Fed {
    if (!this.#closeRows() || !this.#add(event, 'end', text)) return problem('too-large', at, event);
    return this.#finish(at, event);
  }

  #finish(at: BinlogCoordinates, event: LogEvent): Fed {
    const open = this.#open;
    if (open === null) return problem('broken-group', at, event);
    this.#open = null;
    const end = this.#log === 'relay' ? at : { file: at.file, position: endOfEvent(event) };
    const { start, gtid, annotations } = open;
    const units = withoutChecksums(open.units, event.type === 'Xid' ? this.#sizeOf(event) : null);
    return { kind: 'group', group: { start, end, gtid, annotations, units } };
  }

  /** `null`: it cannot be told. */
  #sizeOf({ endPosition }: LogEvent): number | null {
    return this.#endBefore === null || endPosition <= this.#endBefore ? null : endPosition - this.#endBefore;
  }
}

function newGroup(start: BinlogCoordinates, gtid: string | null, phase: OpenGroup['phase']): OpenGroup {
  return { start, gtid, phase, units: [], annotations: [], rows: null, isUnpacked: false };
}

function problem(kind: GroupProblem['kind'], at: BinlogCoordinates, event: LogEvent): Fed {
  return { kind: 'problem', problem: { kind, at, text: `${event.type} ${event.info}`.trim() } };
}

interface Head {
  readonly gtid: string | null;
  /** `unknown`: the next statement says it. */
  readonly opens: 'transaction' | 'statement' | 'xa' | 'unknown';
}

/** MySQL: `SET @@SESSION.GTID_NEXT= '…'`; MariaDB: `BEGIN GTID 0-1-5 cid=7`, `GTID 0-1-6`, `XA START X'…' GTID 0-1-7`. */
function readHead(info: string): Head {
  const next = /GTID_NEXT\s*=\s*'([^']*)'/.exec(info)?.[1];
  if (next !== undefined) return { gtid: next === 'ANONYMOUS' ? null : next, opens: 'unknown' };
  const gtid = /\bGTID (\d+-\d+-\d+)/.exec(info)?.[1] ?? null;
  if (info.startsWith('BEGIN ')) return { gtid, opens: 'transaction' };
  return { gtid, opens: info.startsWith('XA START ') ? 'xa' : 'statement' };
}

function xaStart(info: string): string {
  return info.replace(/ GTID \d+-\d+-\d+.*$/s, '');
}

/** Whether a log has checksums shows at the event whose size is known without one; else sizes say nothing. */
function withoutChecksums(units: readonly LogUnit[], xidBytes: number | null): readonly LogUnit[] {
  const checksum = xidBytes === null ? -1 : xidBytes - BARE_XID_BYTES;
  return units.map((unit) => {
    if (unit.size === null) return unit;
    const { events, bytes } = unit.size;
    return { ...unit, size: checksum < 0 ? null : { events, bytes: bytes - events * checksum } };
  });
}
