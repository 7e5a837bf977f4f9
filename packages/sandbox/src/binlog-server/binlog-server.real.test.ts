/** The double against real masters and real replicas, by file and position. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { SandboxServer } from '../sandbox/sandbox-server.ts';
import { startSandbox } from '../sandbox/start-sandbox.ts';
import { binlogPosition } from '../sandbox/wire-replication.ts';
import { SqlClient } from '../sql/sql-client.ts';
import { textOf } from '../sql/text-of.ts';
import { eventually } from '../testing/eventually.ts';
import { startBinlogServer, type BinlogServer } from './binlog-server.ts';
import type { LogPosition } from './log/stored-log.ts';

const BASE_PORT = 24_700;
const FIRST_LOG = 'binlog.000001';
/** In the header of the event that begins a log, which says whether the log is in use. */
const FLAGS_OF_FIRST_EVENT = 21;

interface Addressed {
  readonly host: string;
  readonly port: number;
}

/** MariaDB from 11.4 on leaves positions out of events. Its servers start fast: what takes a while is tried on them alone. */
/** The soak has time for all of them. */
const IS_SOAK = process.env['SOAK_CONTRACT'] !== undefined;
const FLAVORS = IS_SOAK ? (['mysql', 'mariadb-11.8'] as const) : (['mariadb-11.8'] as const);

describe.each(FLAVORS)('a binlog server below %s', (flavor) => {
  let sandbox: Sandbox;
  let master: SandboxServer;
  let replicas: readonly SandboxServer[];
  let server: BinlogServer;

  beforeAll(async () => {
    sandbox = await startSandbox({
      clusters: [{ name: 'main', tree: `m > (a, b); gtid off; flavor ${flavor}` }],
      basePort: BASE_PORT,
    });
    master = sandbox.server('m');
    replicas = [sandbox.server('a'), sandbox.server('b')];
    await master.query('CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY)');
    server = await binlogServerBelow(master);
    for (const replica of replicas) await repoint(replica, server);
  });
  afterAll(async () => {
    await server.close();
    await sandbox.stop();
  });

  function binlogServerBelow({ host, port }: Addressed): Promise<BinlogServer> {
    const { replication, topology } = sandbox.credentials;
    return startBinlogServer({
      master: { host, port, ...replication },
      file: FIRST_LOG,
      accounts: [replication, topology],
      basePort: BASE_PORT,
    });
  }

  /** From its own executed coordinates, which are the same wherever it reads. */
  async function repoint(replica: SandboxServer, { host, port }: Addressed): Promise<void> {
    await replica.query(replica.sql.stopAll());
    const link = { host, port, ...sandbox.credentials.replication, channel: '', delaySeconds: 0 };
    await replica.query(replica.sql.pointAt({ ...link, position: await executed(replica) }));
    await replica.query(replica.sql.startReplica(''));
  }

  async function executed(replica: SandboxServer): Promise<LogPosition> {
    const [row] = await replica.query(replica.sql.replicaStatus);
    const file = row?.['Relay_Source_Log_File'] ?? row?.['Relay_Master_Log_File'];
    return { file: textOf(file), position: Number(row?.['Exec_Source_Log_Pos'] ?? row?.['Exec_Master_Log_Pos']) };
  }

  async function write(id: number): Promise<void> {
    await master.query(`INSERT INTO shop.t VALUES (${id})`);
  }

  /** MariaDB notes checkpoints a while after a log has begun: the end is asked for anew each time. */
  async function expectAtEnd(place: () => Promise<LogPosition | null>): Promise<void> {
    const placeAndEnd = async (): Promise<readonly unknown[]> => [await place(), await binlogPosition(master)];
    const isSame = ([one, other]: readonly unknown[]): boolean => isDeepStrictEqual(one, other);
    await expect.poll(placeAndEnd, { timeout: 10_000 }).toSatisfy(isSame);
  }

  /** Everything that the master has written is at the replicas, and the same. */
  async function expectAllHaveIt(): Promise<void> {
    for (const replica of replicas) {
      await expectAtEnd(() => executed(replica));
      expect(await replica.query('CHECKSUM TABLE shop.t')).toEqual(await master.query('CHECKSUM TABLE shop.t'));
    }
  }

  function logOf(directory: string, file: string): Buffer {
    const bytes = readFileSync(join(directory, file));
    bytes[FLAGS_OF_FIRST_EVENT] = 0;
    return bytes;
  }

  async function expectEqualLogs(): Promise<void> {
    await expectAtEnd(async () => server.status.end);
    const [row] = await master.query('SELECT @@global.datadir AS directory');
    for (const log of await master.query('SHOW BINARY LOGS')) {
      const file = textOf(log['Log_name']);
      expect(logOf(server.directory, file).equals(logOf(textOf(row?.['directory']), file))).toBe(true);
    }
  }

  test('rows arrive at its replicas, and its logs are its master’s byte for byte', async () => {
    await write(1);
    await master.query('FLUSH BINARY LOGS');
    await write(2);
    await expectAllHaveIt();
    await expectEqualLogs();
  });

  test.skipIf(flavor === 'mysql')('an event that takes several packets passes through it', async () => {
    // Each value fits a packet, the row does not. The engine has no log of its own, which takes longest.
    await master.query('CREATE TABLE shop.big (v LONGBLOB, w LONGBLOB) ENGINE = MyISAM');
    await master.query("INSERT INTO shop.big VALUES (REPEAT('v', 8400000), REPEAT('w', 8400000))");
    await expectAllHaveIt();
    await expectEqualLogs();
  });

  test('a replica moves up, below another binlog server, and back with the coordinates that it has', async () => {
    const [replica] = replicas;
    if (replica === undefined) throw new Error('the tree has no replica');
    await using lower = await binlogServerBelow(server);
    for (const source of [master, lower, server]) {
      await write(source.port);
      await repoint(replica, source);
      await write(source.port + 10);
      await expectAllHaveIt();
    }
  });

  test('it goes on where it stood after it was stopped', async () => {
    await server.stop();
    await write(4);
    await server.start();
    await expectAllHaveIt();
  });

  test.skipIf(flavor === 'mysql')('it goes on in the next log after its master was killed', async () => {
    await write(5);
    await master.kill();
    await eventually(async () => server.status.state === 'connecting');
    await master.start();
    await write(6);
    await expectAllHaveIt();
    await expectEqualLogs();
  });

  test('it is stopped, told of its master and started in the words of a router, and runs no SQL', async () => {
    const client = new SqlClient({ host: server.host, port: server.port, ...sandbox.credentials.topology });
    const refusalOf = async (sql: string): Promise<unknown> => {
      const failed: unknown = await client.query(sql).catch((error: unknown) => error);
      return Reflect.get(Object(failed), 'data');
    };
    for (const sql of ['INSERT INTO shop.t VALUES (9)', 'SELECT 1; SELECT 1', 'SELECT @@version_comment', 'DO 0'])
      expect(await refusalOf(sql)).toMatchObject({ errno: 1064 });
    const change = `CHANGE MASTER TO MASTER_HOST='${master.host}', MASTER_PORT=${master.port}`;
    expect(await refusalOf('START SLAVE')).toMatchObject({ errno: 1254 });
    expect(await refusalOf(change)).toMatchObject({ errno: 1198 });
    await client.query('STOP SLAVE');
    const { file, position } = server.status.end ?? { file: '', position: 0 };
    expect(await refusalOf('STOP SLAVE')).toMatchObject({ errno: 1199 });
    expect(await client.query('SHOW SLAVE STATUS')).toMatchObject([{ Slave_IO_Running: 'No', Master_Log_File: file }]);
    expect(await refusalOf(`${change}, MASTER_LOG_FILE='binlog.000077'`)).toMatchObject({ errno: 1234 });
    expect(await refusalOf(`${change}, MASTER_LOG_FILE='${file}', MASTER_LOG_POS=4`)).toMatchObject({ errno: 1234 });
    await client.query(`${change}, MASTER_LOG_FILE='${file}', MASTER_LOG_POS=${position}`);
    await client.query('START SLAVE');
    await client.close();
    await write(7);
    await expectAllHaveIt();
  });
});
