/** A statement's result as packets: rows as text, columns encoded once per shape. Layout: protocol::ResultsetText. */
import type { Cell, FieldType } from '@topiary/fleet';
import type { ResultColumn, WireResult } from '../answerer.ts';
import type { PacketTemplate, PacketWriter } from './packet-writer.ts';
import { writeEof, writeError, writeOk } from './replies.ts';

const TEXT_CHARSET = 45;
const BINARY_CHARSET = 63;
const NOT_NULL_FLAG = 0x0001;
const BLOB_FLAG = 0x0010;
const UNSIGNED_FLAG = 0x0020;
const BINARY_FLAG = 0x0080;
/** Decimals of a column whose values have any number of them. */
const ANY_DECIMALS = 31;

interface WireType {
  readonly type: number;
  readonly charset: number;
  /** The longest value, as clients allot room for it. */
  readonly length: number;
  readonly flags: number;
  readonly decimals: number;
}

/** Types as `enum_field_types` numbers them, with what servers say along with each. */
const WIRE_TYPES: Readonly<Record<FieldType, WireType>> = {
  VAR_STRING: { type: 0xfd, charset: TEXT_CHARSET, length: 4_096, flags: 0, decimals: ANY_DECIMALS },
  STRING: { type: 0xfe, charset: TEXT_CHARSET, length: 1_020, flags: 0, decimals: 0 },
  BLOB: { type: 0xfc, charset: TEXT_CHARSET, length: 262_140, flags: BLOB_FLAG, decimals: 0 },
  LONG_BLOB: { type: 0xfc, charset: TEXT_CHARSET, length: 0xffff_ffff, flags: BLOB_FLAG, decimals: 0 },
  JSON: { type: 0xf5, charset: TEXT_CHARSET, length: 0xffff_ffff, flags: BLOB_FLAG | BINARY_FLAG, decimals: 0 },
  LONGLONG: { type: 0x08, charset: BINARY_CHARSET, length: 21, flags: BINARY_FLAG, decimals: 0 },
  LONG: { type: 0x03, charset: BINARY_CHARSET, length: 11, flags: BINARY_FLAG, decimals: 0 },
  SHORT: { type: 0x02, charset: BINARY_CHARSET, length: 6, flags: BINARY_FLAG, decimals: 0 },
  TINY: { type: 0x01, charset: BINARY_CHARSET, length: 4, flags: BINARY_FLAG, decimals: 0 },
  DOUBLE: { type: 0x05, charset: BINARY_CHARSET, length: 23, flags: BINARY_FLAG, decimals: ANY_DECIMALS },
  FLOAT: { type: 0x04, charset: BINARY_CHARSET, length: 12, flags: BINARY_FLAG, decimals: ANY_DECIMALS },
  NEWDECIMAL: { type: 0xf6, charset: BINARY_CHARSET, length: 20, flags: BINARY_FLAG, decimals: 4 },
  DATETIME: { type: 0x0c, charset: BINARY_CHARSET, length: 19, flags: BINARY_FLAG, decimals: 0 },
  TIMESTAMP: { type: 0x07, charset: BINARY_CHARSET, length: 19, flags: BINARY_FLAG, decimals: 0 },
  NULL: { type: 0x06, charset: BINARY_CHARSET, length: 0, flags: BINARY_FLAG, decimals: 0 },
};
const CATALOG = 'def';
/** Bytes of the fields after the names. */
const FIXED_FIELDS_BYTES = 0x0c;

export class ResultEncoder {
  readonly #writer: PacketWriter;
  /** Templates are built aside, so that a half-written answer is not disturbed. */
  readonly #templateWriter: PacketWriter;
  readonly #columns = new WeakMap<readonly ResultColumn[], PacketTemplate>();

  constructor(writer: PacketWriter, templateWriter: PacketWriter) {
    this.#writer = writer;
    this.#templateWriter = templateWriter;
  }

  /** `more`: other statements' results follow in the same answer. */
  write(result: WireResult, more: boolean): void {
    switch (result.kind) {
      case 'ok':
        return writeOk(this.#writer, { ...result, more });
      case 'error':
        return writeError(this.#writer, result);
      default:
        this.#writer.repeat(this.#templateOf(result.columns));
        for (const row of result.rows) this.#writeRow(row);
        return writeEof(this.#writer, { warnings: result.warnings ?? 0, more });
    }
  }

  #writeRow(row: readonly Cell[]): void {
    const writer = this.#writer;
    writer.begin();
    for (const cell of row) {
      if (cell === null) writer.null();
      else writer.lengthCodedText(typeof cell === 'string' ? cell : String(cell));
    }
    writer.end();
  }

  #templateOf(columns: readonly ResultColumn[]): PacketTemplate {
    const known = this.#columns.get(columns);
    if (known !== undefined) return known;
    const template = this.#templateWriter.template(() => this.#writeColumns(columns));
    this.#columns.set(columns, template);
    return template;
  }

  #writeColumns(columns: readonly ResultColumn[]): void {
    const writer = this.#templateWriter;
    writer.begin();
    writer.lengthCoded(columns.length);
    writer.end();
    for (const column of columns) this.#writeColumn(column);
    writeEof(writer, { warnings: 0, more: false });
  }

  #writeColumn({ name, field, unsigned, notNull }: ResultColumn): void {
    const writer = this.#templateWriter;
    const wire = WIRE_TYPES[field];
    writer.begin();
    writer.lengthCodedText(CATALOG);
    // Schema, table and its original name: none of the answers comes from a table that a client could ask about.
    for (let count = 0; count < 3; count += 1) writer.lengthCodedText('');
    writer.lengthCodedText(name);
    writer.lengthCodedText(name);
    writer.lengthCoded(FIXED_FIELDS_BYTES);
    writer.u16(wire.charset);
    writer.u32(wire.length);
    writer.u8(wire.type);
    writer.u16(wire.flags | (notNull ? NOT_NULL_FLAG : 0) | (unsigned ? UNSIGNED_FLAG : 0));
    writer.u8(wire.decimals);
    writer.zeros(2);
    writer.end();
  }
}
