/**
 * The driver's query for a text that is sent again and again. It sends bytes that were made before, and where the columns of
 * a result are those of an earlier answer, it takes what the driver made of them then and goes on behind them. Whatever is
 * otherwise is read by the driver as ever.
 */
import { assert } from '@topiary/domain';
import { ColumnBlock, endOfColumns } from './column-block.ts';
import { DriverQuery, skipsPackets } from './driver-query.ts';
import type { DriverConnection, DriverPacket, SendingConnection } from './driver-query.ts';
import type { KnownColumns, RepeatedText, ResultPlace } from './repeated-text.ts';

/** All that the driver's parsers ask for; the rest they take from the connection's own, which are the same for all. */
const OPTIONS = { rowsAsArray: true } as const;

/** Columns that the driver reads now. */
interface NewColumns {
  readonly place: ResultPlace;
  readonly block: ColumnBlock;
}

export class RepeatedQuery extends DriverQuery {
  readonly #text: RepeatedText;
  readonly #onColumns: (names: readonly string[]) => void;
  #reading: NewColumns | null = null;

  /** `onColumns`: a result begins whose columns are known; of others the driver tells by its event `fields`. */
  constructor(text: RepeatedText, onColumns: (names: readonly string[]) => void) {
    super({ sql: text.sql, rowsAsArray: true });
    this.#text = text;
    this.#onColumns = onColumns;
  }

  override start(_packet: DriverPacket | null, connection: SendingConnection): unknown {
    const capabilities = connection.config.clientFlags & connection.serverCapabilityFlags;
    const packet = this.#text.packet(capabilities, () => this.#encoded(connection));
    this._connection = connection;
    this.options = OPTIONS;
    connection.writePacket(packet);
    return DriverQuery.prototype.resultsetHeader;
  }

  /** The first column of a result; the driver comes back here for no other. */
  override readField(packet: DriverPacket, connection: DriverConnection): unknown {
    const { buffer, start } = packet;
    const end = endOfColumns(buffer, start, this._fieldCount);
    const mayBeKnown = end !== -1 && this.#text.mayBeSkipped(() => skipsPackets(connection));
    if (!mayBeKnown) return super.readField(packet, connection);
    const place = { index: this._resultIndex, packetNumber: packet.sequenceId };
    const known = this.#text.knownAt(place, buffer, start, end);
    if (known !== null) return this.#skipTo(end, known, packet, connection);
    this.#reading = this.#text.hasRoomAt(place) ? { place, block: new ColumnBlock(buffer, start, end) } : null;
    return super.readField(packet, connection);
  }

  /** The first row of a result, or its end; the driver comes back here for no other. */
  override row(packet: DriverPacket, connection: DriverConnection): unknown {
    const reading = this.#reading;
    if (reading !== null && this._rowParser !== null && this._currentFields !== null) {
      // Of the driver's own objects for columns each holds all bytes that came with it.
      const columns = this._currentFields.map(({ name, encoding }) => ({ name, encoding }));
      const names = columns.map(({ name }) => name);
      this.#text.remember(reading.place, { block: reading.block, names, columns, parser: this._rowParser });
    }
    this.#reading = null;
    return super.row(packet, connection);
  }

  #skipTo(end: number, known: KnownColumns, packet: DriverPacket, connection: DriverConnection): unknown {
    connection.packetParser.length += end - packet.end;
    connection._bumpSequenceId(this._fieldCount - 1);
    this._fields[this._resultIndex] = known.columns;
    this._currentFields = known.columns;
    this._rowParser = known.parser;
    this.#onColumns(known.names);
    return DriverQuery.prototype.fieldsEOF;
  }

  /** As the driver would send it. */
  #encoded({ config, serverCapabilityFlags }: SendingConnection): DriverPacket {
    const sent: DriverPacket[] = [];
    super.start(null, { config, serverCapabilityFlags, writePacket: (packet) => sent.push(packet) });
    const [packet] = sent;
    assert(packet !== undefined, 'the driver sends a query as it starts', this.#text.sql);
    return packet;
  }
}
