/**
 * The driver's own command behind `connection.query`, as far as `RepeatedQuery` builds upon it. The driver has no public name
 * for it nor for these places; `repeated-query.test.ts` fails when a new version has others.
 */
import type { EventEmitter } from 'node:events';
import { assert } from '@topiary/domain';
import type { Connection } from 'mysql2';
import * as driver from 'mysql2';

export interface DriverPacket {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
  readonly sequenceId: number;
}

/** What a row's parser asks of a column. */
export interface DriverColumn {
  readonly name: string;
  readonly encoding: string;
}

/** Made for the columns of one result; keeps nothing of a row but the packet that it read last. */
export interface RowParser {
  next(packet: DriverPacket, columns: readonly DriverColumn[], options: object): unknown;
}

/** What the command asks of its connection to begin. */
export interface SendingConnection {
  readonly config: { readonly clientFlags: number };
  readonly serverCapabilityFlags: number;
  writePacket(packet: DriverPacket): void;
}

/** And then. */
export interface DriverConnection extends SendingConnection {
  readonly packetParser: { length: number };
  addCommand(command: DriverQuery): void;
  _bumpSequenceId(count: number): void;
}

type State = (packet: DriverPacket, connection: DriverConnection) => unknown;

/** Its states are methods, each of which gives the one that reads the next packet. */
export interface DriverQuery extends EventEmitter {
  _connection: unknown;
  /** Set by `start`. */
  options: object;
  _fieldCount: number;
  _resultIndex: number;
  _rowParser: RowParser | null;
  _currentFields: readonly DriverColumn[] | null;
  readonly _fields: (readonly DriverColumn[])[];
  /** The driver calls them on the command that is running. */
  readonly resultsetHeader: State;
  readonly fieldsEOF: State;
  start(packet: DriverPacket | null, connection: SendingConnection): unknown;
  readField(packet: DriverPacket, connection: DriverConnection): unknown;
  row(packet: DriverPacket, connection: DriverConnection): unknown;
}

interface DriverQueryClass {
  readonly prototype: DriverQuery;
  new (options: { readonly sql: string; readonly rowsAsArray: true }): DriverQuery;
}

const STATES = ['start', 'resultsetHeader', 'readField', 'fieldsEOF', 'row'] as const;
const FIELDS = ['_fieldCount', '_resultIndex', '_rowParser', '_currentFields', '_fields', '_connection'];

export const DriverQuery: DriverQueryClass = driverQueryClass();

function driverQueryClass(): DriverQueryClass {
  const createQuery: unknown = Reflect.get(driver, 'createQuery');
  assert(typeof createQuery === 'function', 'the driver makes its commands by a function of that name', 'createQuery');
  const query: unknown = Reflect.apply(createQuery, driver, [{ sql: '' }, undefined, undefined, {}]);
  assert(typeof query === 'object' && query !== null, 'the driver makes commands', query);
  const missing = [
    ...STATES.filter((name) => typeof Reflect.get(query, name) !== 'function'),
    ...FIELDS.filter((name) => !Reflect.has(query, name)),
  ];
  assert(missing.length === 0, "the driver's command has the parts that are built upon", missing);
  return query.constructor as DriverQueryClass;
}

/** The driver's own view of a connection. */
export function inside(connection: Connection): DriverConnection {
  return connection as unknown as DriverConnection;
}

type PacketParserClass = new (onPacket: (packet: DriverPacket) => void) => {
  length: number;
  execute(chunk: Buffer): unknown;
};

/** Packets of one byte each. */
const THREE_PACKETS = [1, 0, 0, 1, 9, 1, 0, 0, 2, 9, 1, 0, 0, 3, 9] as const;

/**
 * Whether a connection's reader of packets goes on behind what it is told to be the end of the packet that it has just handed
 * over. Tried on one that is connected to nothing: the first of three packets is said to end with the second.
 */
export function skipsPackets({ packetParser }: DriverConnection): boolean {
  const numbers: number[] = [];
  const parser = new (packetParser.constructor as PacketParserClass)(({ sequenceId }) => {
    numbers.push(sequenceId);
    if (numbers.length === 1) parser.length += THREE_PACKETS.length / 3;
  });
  parser.execute(Buffer.from(THREE_PACKETS));
  return numbers.join() === '1,3';
}
