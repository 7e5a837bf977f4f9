/** Which GTID a client's transaction gets. */
import { MysqlGtidSet } from '@topiary/domain';
import { failed } from '../model/outcome.ts';
import type { Failed } from '../model/outcome.ts';
import type { MutableSession, Server } from '../model/server.ts';
import { isOn, numberSetting, setting } from '../model/settings.ts';
import type { MariadbTransactionGtid, MysqlTransactionGtid, TransactionGtid } from '../model/transaction.ts';

export type GtidChoice =
  | { readonly kind: 'gtid'; readonly gtid: TransactionGtid }
  /** It was executed before: the statement does nothing and succeeds. */
  | { readonly kind: 'executed' }
  | { readonly kind: 'error'; readonly error: Failed };

export function chooseGtid(server: Server, session: MutableSession, isLogged: boolean): GtidChoice {
  if (!isLogged) return unloggedGtid(server, session);
  return server.gtid.kind === 'mysql' ? mysqlGtid(server, session) : mariadbGtid(server, session);
}

/** MySQL remembers a GTID that was asked for, in a table, whatever is logged. */
function unloggedGtid(server: Server, session: MutableSession): GtidChoice {
  const given = parseMysqlGtid(String(session.variables.get('gtid_next') ?? ''));
  return given === null || server.gtid.kind !== 'mysql' ? { kind: 'gtid', gtid: null } : chosen(server, given);
}

function mysqlGtid(server: Server, session: MutableSession): GtidChoice {
  const next = String(session.variables.get('gtid_next') ?? 'AUTOMATIC');
  const mode = String(setting(server, 'gtid_mode'));
  if (next.toUpperCase() === 'ANONYMOUS') return { kind: 'gtid', gtid: null };
  if (!next.toUpperCase().startsWith('AUTOMATIC')) {
    const given = parseMysqlGtid(next);
    return given === null ? malformed(next) : chosen(server, given);
  }
  if (mode === 'OFF' || mode === 'OFF_PERMISSIVE') return { kind: 'gtid', gtid: null };
  const tag = next.split(':')[1] ?? '';
  return { kind: 'gtid', gtid: nextMysqlGtid(server, tag) };
}

function chosen(server: Server, gtid: MysqlTransactionGtid): GtidChoice {
  if (server.gtid.kind === 'mysql' && MysqlGtidSet.range(gtid).isSubsetOf(server.gtid.executed))
    return { kind: 'executed' };
  return { kind: 'gtid', gtid };
}

export function malformed(text: string): GtidChoice {
  return { kind: 'error', error: failed(1774, `Malformed GTID specification '${text}'.`) };
}

/** One transaction's GTID; `null`: it is none. */
export function parseMysqlGtid(text: string): MysqlTransactionGtid | null {
  const parsed = MysqlGtidSet.parse(text);
  if (!parsed.ok || parsed.set.count() !== 1n) return null;
  const [only] = parsed.set.list(1);
  return only === undefined
    ? null
    : { family: 'mysql', uuid: only.uuid, tag: only.tag, first: only.gno, last: only.gno };
}

function nextMysqlGtid(server: Server, tag: string): MysqlTransactionGtid | null {
  if (server.gtid.kind !== 'mysql') return null;
  const { executed, owned, waiting } = server.gtid;
  const taken = [owned, waiting].reduce((all, more) => (more.isEmpty() ? all : all.union(more)), executed);
  const uuid = groupOfWrites(server) ?? server.uuid;
  const gno = taken.nextFreeGno(uuid, tag) ?? 1n;
  return { family: 'mysql', uuid, tag, first: gno, last: gno };
}

/** What a group agrees on is the group's; a server that left it, or was put out, writes for itself. */
function groupOfWrites({ id, group }: Server): string | null {
  const self = group?.members.find((member) => member.id === id);
  return group === null || self?.state === 'OFFLINE' || self?.state === 'ERROR' ? null : group.name;
}

function mariadbGtid(server: Server, session: MutableSession): GtidChoice {
  const history = server.gtid;
  if (history.kind !== 'mariadb') return { kind: 'gtid', gtid: null };
  const own = (name: string): number => Number(session.variables.get(name) ?? numberSetting(server, name));
  const domain = own('gtid_domain_id');
  const asked = BigInt(Math.trunc(Number(session.variables.get('gtid_seq_no') ?? 0)));
  // It holds for one transaction.
  session.variables.delete('gtid_seq_no');
  const logged = history.binlogState.latest(domain);
  if (asked > 0n && isOn(server, 'gtid_strict_mode') && logged !== null && asked <= logged.sequence)
    return {
      kind: 'error',
      error: failed(
        1950,
        `An attempt was made to binlog GTID ${domain}-${own('server_id')}-${asked} which would create an out-of-order sequence number with existing GTID, and gtid strict mode is enabled`,
      ),
    };
  const sequence = asked > 0n ? asked : (history.counters.get(domain) ?? 0n) + 1n;
  const gtid: MariadbTransactionGtid = { family: 'mariadb', domain, server: own('server_id'), sequence };
  return { kind: 'gtid', gtid };
}
