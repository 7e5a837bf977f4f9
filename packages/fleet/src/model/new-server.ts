/** From a specification to a running, empty server. */
import { assert, detectProduct, familyOf, instanceIdOf, type Product } from '@topiary/domain';
import { openLog } from '../binlog/server-log.ts';
import { reviewSemiSync } from '../replication/semi-sync.ts';
import { isBinlogServer } from './binlog-server.ts';
import { emptyHistory } from './empty-history.ts';
import { defaultAccounts } from './default-accounts.ts';
import { HeldSet } from './held-set.ts';
import type { ServerSpec } from './server-spec.ts';
import type { Server } from './server.ts';
import { isOn } from './settings.ts';
import { generationOf } from './variables/generation.ts';
import type { Generation } from './variables/generation.ts';
import { configure } from './variables/configure.ts';
import type { World } from './world.ts';

/** An applier on this kind of machine does some ten thousand small transactions a second. */
const DEFAULT_APPLY_MS = 0.1;

export function newServer(world: World, spec: ServerSpec): Server {
  const product = productOf(spec);
  const id = instanceIdOf(spec.address);
  const uuid = spec.uuid ?? madeUuid(id, familyOf(product));
  const server: Server = {
    id,
    address: spec.address,
    product,
    generation: generationFor(world, product),
    uuid,
    hostname: spec.hostname ?? spec.address.host,
    reportHost: spec.reportHost === undefined ? spec.address.host : spec.reportHost,
    power: 'up',
    hostIsUp: true,
    incarnation: 1,
    suspended: [],
    startedAtMs: world.nowMs,
    settings: new Map(),
    configuration: new Map(),
    plugins: new Set(spec.plugins ?? []),
    accounts: [...(spec.accounts ?? defaultAccounts(product))],
    sessions: new Map(),
    gtid: emptyHistory(product),
    binlog: null,
    channels: new Map(),
    bareDefault: { isReady: false, applierRuns: false },
    formerDefault: null,
    dumps: [],
    greeting: new Set(),
    semi: {
      active: false,
      acknowledged: 0,
      unacknowledged: 0,
      timesOff: 0,
      commits: [],
      acknowledgements: new Map(),
      lastCommit: null,
    },
    group: null,
    diskFull: false,
    logIsStuck: false,
    applyMsPerTransaction: spec.applyMsPerTransaction ?? DEFAULT_APPLY_MS,
    groupAppliedAtMs: 0,
    stream: id,
    streams: 1,
    nextNumber: 1,
    held: new HeldSet(),
    rows: new Map(),
    waiters: new Set(),
    prepared: new Set(),
    stuck: [],
    lockQueue: [],
    nextConnectionId: 10,
  };
  configure(server, { server_id: spec.serverId, ...spec.settings });
  // A binlog server has a log when it has met its master.
  if (isOn(server, 'log_bin') && !isBinlogServer(server)) server.binlog = openLog(world, server);
  if (isOn(server, 'rpl_semi_sync_source_enabled')) reviewSemiSync(server, 'enabled');
  return server;
}

function productOf(spec: ServerSpec): Product {
  const usual = /mariadb/i.test(spec.version) ? 'mariadb.org binary distribution' : 'MySQL Community Server - GPL';
  const product = detectProduct(spec.version, spec.comment ?? usual);
  assert(product !== null, 'a version begins with its numbers, as in 8.0.36', spec.version);
  return product;
}

export function generationFor(world: World, product: Product): Generation {
  const key = `${product.version.text} ${product.comment}`;
  const known = world.generations.get(key);
  if (known !== undefined) return known;
  const made = generationOf(product);
  world.generations.set(key, made);
  return made;
}

/** The same address gets the same identity in every run. */
function madeUuid(id: string, family: 'mysql' | 'mariadb'): string {
  const digits = [1, 2, 3, 4].map((seed) => hash(id, seed).toString(16).padStart(8, '0')).join('');
  if (family === 'mariadb') return `${digits.slice(0, 26)}=`;
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `1${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`];
  return [...parts, digits.slice(20, 32)].join('-');
}

/** FNV-1a. */
function hash(text: string, seed: number): number {
  let value = (2_166_136_261 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 16_777_619) >>> 0;
  return Math.imul(value ^ (value >>> 15), 2_246_822_507) >>> 0;
}
