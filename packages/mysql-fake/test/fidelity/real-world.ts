/** Real servers on loan from a pool, with the accounts of the sequence. */
import { setTimeout as pause } from 'node:timers/promises';
import { createServers } from '@topiary/mysql';
import {
  APPLICATION_GRANTS,
  MODEST_GRANTS,
  type PooledTree,
  type SandboxServer,
  type ServerPool,
  type Grant,
} from '@topiary/sandbox';
import { ANY, type Accounts } from './accounts.ts';
import { observed } from './observing.ts';
import { ACCOUNT_NAMES, SERVER_NAMES, TREE, type AccountName, type Ground, type ServerName } from './sequence.ts';
import { Sessions, type Target } from './sessions.ts';
import type { World } from './world.ts';

export interface RealWorld extends World {
  readonly tree: PooledTree;
  readonly accounts: Accounts;
}

export async function realWorld(pool: ServerPool, { flavor, mode }: Ground): Promise<RealWorld> {
  const tree = await pool.acquireTree(`${TREE}; flavor ${flavor}; gtid ${mode === 'gtid' ? 'on' : 'off'}`);
  const accounts: Accounts = {
    admin: { user: 'fidelity', password: 'fidelity-in-everything' },
    topology: tree.credentials.topology,
    writer: { user: 'scribe', password: 'scribe-of-rows' },
    modest: { user: 'modest', password: 'modest-in-its-needs' },
    bare: { user: 'bare', password: 'bare-of-everything' },
  };
  await Promise.all(SERVER_NAMES.map((name) => prepare(tree, name, accounts)));
  return new Real(tree, accounts, mode);
}

const GRANTS: Readonly<Record<Exclude<AccountName, 'topology'>, readonly Grant[]>> = {
  admin: [{ privileges: ['ALL PRIVILEGES'], on: '*.*' }],
  writer: APPLICATION_GRANTS,
  modest: MODEST_GRANTS,
  bare: [],
};

/** Accounts and tables, without a trace in the log. */
async function prepare(tree: PooledTree, name: ServerName, accounts: Accounts): Promise<void> {
  const server = tree.server(name);
  const created = (Object.keys(GRANTS) as (keyof typeof GRANTS)[]).flatMap((account) => {
    const { user, password } = accounts[account];
    const who = `'${user}'@'${ANY}'`;
    return [
      `DROP USER IF EXISTS ${who}`,
      `CREATE USER ${who} IDENTIFIED BY '${password}'`,
      ...GRANTS[account].map(({ privileges, on }) => `GRANT ${privileges.join(', ')} ON ${on} TO ${who}`),
    ];
  });
  await server.query(
    [
      server.sql.readOnly(false),
      'SET SESSION sql_log_bin = 0',
      ...created,
      ...['garden', 'shed'].flatMap((schema) => [
        `CREATE DATABASE ${schema}`,
        `CREATE TABLE ${schema}.t (id INT PRIMARY KEY, v INT NOT NULL DEFAULT 0)`,
      ]),
      'SET SESSION sql_log_bin = 1',
      server.sql.readOnly(name !== 'm'),
    ].join('; '),
  );
}

/** What the pool takes for state and leaves as it finds it. */
async function restored(tree: PooledTree, name: ServerName, mode: Ground['mode']): Promise<void> {
  const server = tree.server(name);
  if (server.family === 'mariadb') {
    await server.query(
      `STOP ALL SLAVES; SET GLOBAL gtid_strict_mode = ${mode === 'gtid' ? 1 : 0}, GLOBAL rpl_semi_sync_master_timeout = 10000; CHANGE MASTER TO MASTER_SSL_CA = '', IGNORE_SERVER_IDS = (); RESET SLAVE ALL`,
    );
    return;
  }
  const modes =
    mode === 'gtid' ? ['OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'] : ['ON_PERMISSIVE', 'OFF_PERMISSIVE', 'OFF'];
  for (const each of modes) await server.query(`SET GLOBAL gtid_mode = '${each}'`).catch(() => undefined);
  await server.query(
    `STOP REPLICA; SET GLOBAL rpl_semi_sync_source_timeout = 10000, GLOBAL sql_replica_skip_counter = 0; CHANGE REPLICATION SOURCE TO SOURCE_SSL_CA = '', SOURCE_COMPRESSION_ALGORITHMS = 'uncompressed', IGNORE_SERVER_IDS = () FOR CHANNEL ''; CHANGE REPLICATION FILTER ${NO_FILTERS}; RESET REPLICA ALL`,
  );
}

const NO_FILTERS = ['DO_DB', 'IGNORE_DB', 'DO_TABLE', 'IGNORE_TABLE', 'WILD_DO_TABLE', 'WILD_IGNORE_TABLE']
  .map((rule) => `REPLICATE_${rule} = ()`)
  .join(', ');

/** How long InnoDB may take to be done with the log before, and how often that is asked. */
const CHECKPOINT_MS = { limit: 4_000, pause: 50 } as const;

/** MariaDB writes into a new log that it is the first one needed, once InnoDB comes round to it. */
async function checkpointed(server: SandboxServer): Promise<void> {
  if (server.family !== 'mariadb') return;
  const untilMs = performance.now() + CHECKPOINT_MS.limit;
  while (performance.now() < untilMs) {
    const [status] = await server.query('SHOW MASTER STATUS');
    const file = String(status?.['File']);
    const events = await server.query(`SHOW BINLOG EVENTS IN '${file}'`);
    if (events.some((event) => event['Event_type'] === 'Binlog_checkpoint' && event['Info'] === file)) return;
    await pause(CHECKPOINT_MS.pause);
  }
}

class Real implements RealWorld {
  readonly name = 'real';
  readonly tree: PooledTree;
  readonly accounts: Accounts;
  readonly #mode: Ground['mode'];
  readonly #sessions: Sessions;
  /** Rows are read beside the sequence's own sessions, which see what they have not committed. */
  readonly #readers: Sessions;
  readonly #servers: ReturnType<typeof createServers>;

  constructor(tree: PooledTree, accounts: Accounts, mode: Ground['mode']) {
    this.#mode = mode;
    this.tree = tree;
    this.accounts = accounts;
    const targetOf = (server: ServerName, account: AccountName): Target => ({
      ...this.address(server),
      ...accounts[account],
    });
    this.#sessions = new Sessions(targetOf);
    this.#readers = new Sessions(targetOf);
    this.#servers = createServers({
      credentials: () => accounts.topology,
      tls: { mode: 'disabled' },
      monotonicMs: () => performance.now(),
    });
  }

  async send(server: ServerName, account: AccountName, text: string): ReturnType<World['send']> {
    const answer = await this.#sessions.send(server, account, text);
    if (text.includes('FLUSH BINARY LOGS')) await checkpointed(this.tree.server(server));
    return answer;
  }

  observe(server: ServerName): ReturnType<World['observe']> {
    return observed(this.#servers, this.address(server));
  }

  async rows(server: ServerName): Promise<readonly string[] | null> {
    const [answer] = await this.#readers.send(
      server,
      'admin',
      "SELECT CONCAT('garden.t/', id) AS name FROM garden.t UNION ALL SELECT CONCAT('shed.t/', id) FROM shed.t",
    );
    return answer?.kind === 'rows' ? answer.rows.map(([name]) => String(name)).toSorted() : null;
  }

  async restart(server: ServerName): Promise<void> {
    await this.tree.server(server).kill();
    await this.tree.server(server).start();
    await checkpointed(this.tree.server(server));
  }

  freeze(server: ServerName): Promise<void> {
    return this.tree.server(server).freeze();
  }

  thaw(server: ServerName): Promise<void> {
    return this.tree.server(server).thaw();
  }

  address(server: ServerName): { readonly host: string; readonly port: number } {
    const { host, port } = this.tree.server(server);
    return { host, port };
  }

  async close(): Promise<void> {
    this.#sessions.close();
    this.#readers.close();
    // A server that cannot be restored is found out by the next sequence, which then gets new ones.
    await Promise.all(SERVER_NAMES.map((name) => restored(this.tree, name, this.#mode).catch(() => undefined)));
    await this.#servers.close();
    await this.tree.release();
  }
}

export const ACCOUNTS = ACCOUNT_NAMES;
