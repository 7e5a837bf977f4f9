/** Texts that are sent again and again, to ten thousand servers: each is made into bytes once, and the columns of its answers are remembered. */
import type { PacketUse } from '../dialects/dialect.ts';
import type { ColumnBlock } from './column-block.ts';
import type { DriverColumn, DriverPacket, RowParser } from './driver-query.ts';

/** More than the sets of plugins and privileges that the servers of a fleet have, and the depths of probes. */
const MAX_TEXTS = 128;
/** Results of one text, times the places at which they may stand among the packets of its answer. */
const MAX_RESULTS = 128;
/** Of one result: servers of several versions may be asked the same. */
const MAX_BLOCKS = 4;
/** Packets are counted by one byte. */
const PACKET_NUMBERS = 256;

/** Columns that were read before, and what the driver made of them. */
export interface KnownColumns {
  readonly block: ColumnBlock;
  readonly names: readonly string[];
  readonly columns: readonly DriverColumn[];
  readonly parser: RowParser;
}

/** A result among those of one text. The bytes of its columns hold the numbers of their packets, so that the first counts too. */
export interface ResultPlace {
  readonly index: number;
  readonly packetNumber: number;
}

/** Equal lists of names as one object, whichever text and place they are of: whoever compares two compares them first. */
class NameLists {
  readonly #byNames = new Map<string, readonly string[]>();

  same(names: readonly string[]): readonly string[] {
    const key = names.join('\u0000');
    const known = this.#byNames.get(key);
    if (known !== undefined) return known;
    if (this.#byNames.size >= MAX_RESULTS) this.#byNames.clear();
    this.#byNames.set(key, names);
    return names;
  }
}

export class RepeatedText {
  readonly sql: string;
  readonly #packets = new Map<number, DriverPacket>();
  readonly #known = new Map<number, KnownColumns[]>();
  #mayBeSkipped: boolean | null = null;

  readonly #names: NameLists;

  constructor(sql: string, names: NameLists = new NameLists()) {
    this.sql = sql;
    this.#names = names;
  }

  /** The text as a packet, for servers with which these capabilities were agreed. */
  packet(capabilities: number, encode: () => DriverPacket): DriverPacket {
    const known = this.#packets.get(capabilities);
    if (known !== undefined) return known;
    const made = encode();
    this.#packets.set(capabilities, made);
    return made;
  }

  /** Whether the driver can be told to go on behind what is known. `find` is asked once. */
  mayBeSkipped(find: () => boolean): boolean {
    this.#mayBeSkipped ??= find();
    return this.#mayBeSkipped;
  }

  /** What is known of the columns that stand there, from `start` to `end`. */
  knownAt(place: ResultPlace, bytes: Buffer, start: number, end: number): KnownColumns | null {
    const known = this.#known.get(keyOf(place)) ?? [];
    for (const columns of known) if (columns.block.standsAt(bytes, start, end)) return columns;
    return null;
  }

  hasRoomAt(place: ResultPlace): boolean {
    return (this.#known.get(keyOf(place))?.length ?? 0) < MAX_BLOCKS;
  }

  remember(place: ResultPlace, columns: KnownColumns): void {
    if (!this.hasRoomAt(place)) return;
    const known = this.#known.get(keyOf(place)) ?? [];
    if (this.#known.size >= MAX_RESULTS) this.#known.clear();
    this.#known.set(keyOf(place), [...known, { ...columns, names: this.#names.same(columns.names) }]);
  }
}

/** Statements that are sent together. */
export interface RepeatedBatch<Statement extends { readonly sql: string } = { readonly sql: string }> {
  readonly statements: readonly Statement[];
  /** All of them; `null` where the server takes one per packet. */
  readonly text: RepeatedText | null;
}

export class RepeatedTexts {
  readonly #bySql = new Map<string, RepeatedText>();
  readonly #names = new NameLists();

  /** The same object for the same text, as long as there are not too many. */
  of(sql: string): RepeatedText {
    const known = this.#bySql.get(sql);
    if (known !== undefined) return known;
    const made = new RepeatedText(sql, this.#names);
    if (this.#bySql.size >= MAX_TEXTS) this.#bySql.clear();
    this.#bySql.set(sql, made);
    return made;
  }

  batch<Statement extends { readonly sql: string }>(
    statements: readonly Statement[],
    packets: PacketUse,
  ): RepeatedBatch<Statement> {
    const text = packets === 'one-each' ? null : this.of(statements.map(({ sql }) => sql).join('; '));
    return { statements, text };
  }
}

function keyOf({ index, packetNumber }: ResultPlace): number {
  return index * PACKET_NUMBERS + packetNumber;
}
