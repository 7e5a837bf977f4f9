import { afterAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { ServerPool, type PooledTree } from './server-pool.ts';

const pool = new ServerPool({ basePort: 24_600, maxServers: 5 });
afterAll(() => pool.close());

function portsOf(tree: PooledTree): ReadonlySet<number> {
  return new Set([...tree.servers.values()].map(({ port }) => port));
}

test('a used server comes back as good as new: no data, no history, no accounts, its own settings', async () => {
  const first = await pool.acquireTree('m > a');
  const ports = portsOf(first);
  await first
    .server('m')
    .query(
      'CREATE DATABASE shop; CREATE USER guest; SET GLOBAL max_connections = 33; SET GLOBAL long_query_time = 3.5',
    );
  await first.server('a').kill();
  await first.release();

  const second = await pool.acquireTree('m > a');
  expect(portsOf(second)).toEqual(ports);
  for (const server of second.servers.values()) {
    const [row] = await server.query(
      "SELECT @@global.gtid_executed AS gtids, @@global.max_connections AS connections, @@global.long_query_time AS slow, (SELECT COUNT(*) FROM mysql.user WHERE user = 'guest') AS guests",
    );
    expect(row).toEqual({ gtids: '', connections: 200, slow: 10, guests: 0 });
    expect(await server.query("SHOW DATABASES LIKE 'shop'")).toEqual([]);
  }
  await second.release();
});

test('a released server takes another place in another tree, by file and position and with several sources', async () => {
  await using tree = await pool.acquireTree('x > z; y > z; gtid off');
  await tree.server('x').query('CREATE DATABASE from_x');
  await tree.server('y').query('CREATE DATABASE from_y');
  expect(await eventually(async () => (await tree.server('z').query("SHOW DATABASES LIKE 'from%'")).length === 2)).toBe(
    true,
  );
  const channels = (await tree.server('z').query('SHOW REPLICA STATUS')).map((row) => [
    row['Channel_Name'],
    row['Auto_Position'],
  ]);
  expect(channels).toEqual([
    ['', 0],
    ['y', 0],
  ]);
});

test('a MariaDB server is reset too, with its GTID position', async () => {
  const first = await pool.acquireTree('m > a; flavor mariadb');
  await first.server('m').query('CREATE DATABASE shop');
  expect(await eventually(async () => (await first.server('a').query("SHOW DATABASES LIKE 'shop'")).length === 1)).toBe(
    true,
  );
  await first.release();
  await using second = await pool.acquireTree('a > m; flavor mariadb');
  for (const server of second.servers.values())
    expect(await server.query('SELECT @@global.gtid_current_pos AS position')).toEqual([{ position: '' }]);
});

test('more servers than the pool may have are refused', async () => {
  await expect(pool.acquireTree('a > (b, c, d, e, f); flavor mariadb')).rejects.toMatchObject({ code: 'pool-full' });
});
