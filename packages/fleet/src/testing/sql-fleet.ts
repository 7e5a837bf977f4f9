/** A small fleet for tests: servers `m`, `a`, `b`, `c` and one administrator's session on each. */
import { instanceIdOf, type Address, type InstanceId } from '@topiary/domain';
import { Fleet } from '../fleet.ts';
import type { Account } from '../model/account.ts';
import type { Session } from '../model/session.ts';
import type { StatementResult } from '../sql/results.ts';
import { SqlFace, type SqlFaceOptions } from '../sql/answer/sql-face.ts';

const START_MS = 1_795_352_470_000;
const NAMES = ['m', 'a', 'b', 'c'] as const;
export type ServerName = (typeof NAMES)[number];
/** Bounds a wait that a broken model would never end. */
const MAX_ADVANCES = 10_000;

export interface TestFleet {
  readonly fleet: Fleet;
  readonly face: SqlFace;
  /** REPLICA and SOURCE are understood. */
  readonly newWords: boolean;
  id(name: string): InstanceId;
  /** Runs a packet to its end, letting time pass while it waits. */
  run(id: InstanceId, sql: string, user?: string): readonly StatementResult[];
  session(id: InstanceId, user?: string): Session;
  settle(ms: number): void;
  /** Points one server at another by SQL, with GTIDs. */
  replicate(replica: ServerName, source: ServerName): void;
}

export interface TestFleetOptions {
  readonly comment?: string;
  readonly face?: SqlFaceOptions;
}

function account(user: string, privileges: readonly string[], mariadb: boolean): Account {
  return {
    user,
    host: '%',
    password: 'secret',
    plugin: mariadb ? 'mysql_native_password' : 'caching_sha2_password',
    grants: privileges.length === 0 ? [] : [{ privileges, on: '*.*' }],
  };
}

export function makeFleet(version: string, options: TestFleetOptions = {}): TestFleet {
  const mariadb = version.includes('MariaDB');
  const fleet = new Fleet({ startMs: START_MS });
  const ids = new Map<string, InstanceId>();
  for (const [index, name] of NAMES.entries()) ids.set(name, addServer(fleet, { version, name, index, mariadb }));
  const face = new SqlFace(fleet, options.face);
  const sessions = new Map<string, Session>();
  const made: TestFleet = {
    fleet,
    face,
    newWords: !mariadb && !isOld(version),
    id: (name) => ids.get(name) ?? instanceIdOf({ host: name, port: 3306 }),
    session: (id, user = 'root') => {
      const known = sessions.get(`${id} ${user}`);
      if (known?.alive === true) return known;
      const session = fleet.openSession(id, { user, clientHost: '10.0.0.9' });
      if ('kind' in session) throw new Error(session.text);
      sessions.set(`${id} ${user}`, session);
      return session;
    },
    run: (id, sql, user) => run(fleet, (sink) => face.answer(made.session(id, user), { sql }, sink)),
    settle: (ms) => fleet.advance(fleet.nowMs + ms),
    replicate: (replica, source) => {
      const results = made.run(made.id(replica), pointing(fleet.server(made.id(source)).address, version));
      const failed = results.find(({ kind }) => kind === 'error');
      if (failed !== undefined) throw new Error(JSON.stringify(failed));
      made.settle(2_000);
    },
  };
  return made;
}

interface Adding {
  readonly version: string;
  readonly name: string;
  readonly index: number;
  readonly mariadb: boolean;
}

function addServer(fleet: Fleet, { version, name, index, mariadb }: Adding): InstanceId {
  return fleet.add({
    address: { host: `db-${name}`, port: 3306 },
    version,
    serverId: index + 1,
    accounts: [
      account('root', ['ALL PRIVILEGES', 'GRANT OPTION'], mariadb),
      account('bare', [], mariadb),
      account('repl', ['REPLICATION SLAVE'], mariadb),
    ],
    settings: {
      log_bin: 'ON',
      log_slave_updates: 'ON',
      ...(mariadb ? { gtid_strict_mode: 'ON' } : { gtid_mode: 'ON', enforce_gtid_consistency: 'ON' }),
    },
    plugins: mariadb || !hasNewPlugins(version) ? [] : ['rpl_semi_sync_source', 'rpl_semi_sync_replica'],
  });
}

const hasNewPlugins = (version: string): boolean => !/^(5\.|8\.0\.([01]?\d|2[0-5])\b)/.test(version);

function pointing({ host, port }: Address, version: string): string {
  if (version.includes('MariaDB'))
    return `CHANGE MASTER TO MASTER_HOST = '${host}', MASTER_PORT = ${port}, MASTER_USER = 'repl', MASTER_PASSWORD = 'secret', MASTER_USE_GTID = slave_pos; START SLAVE`;
  const old = isOld(version);
  const word = old ? 'MASTER' : 'SOURCE';
  const change = old ? 'CHANGE MASTER TO' : 'CHANGE REPLICATION SOURCE TO';
  return `${change} ${word}_HOST = '${host}', ${word}_PORT = ${port}, ${word}_USER = 'repl', ${word}_PASSWORD = 'secret', ${word}_AUTO_POSITION = 1; START ${old ? 'SLAVE' : 'REPLICA'}`;
}

/** Before 8.0.23, which has all of the new words. */
const isOld = (version: string): boolean => /^(5\.|8\.0\.([01]?\d|2[0-2])\b)/.test(version);

type Answer = (sink: (result: StatementResult, more: boolean) => void) => void;

function run(fleet: Fleet, answer: Answer): readonly StatementResult[] {
  const results: StatementResult[] = [];
  let ended = false;
  answer((result, more) => {
    results.push(result);
    ended = !more;
  });
  for (let count = 0; !ended && count < MAX_ADVANCES; count += 1) {
    const next = fleet.nextEventMs();
    if (next === null) break;
    fleet.advance(Math.max(next, fleet.nowMs));
  }
  return results;
}
