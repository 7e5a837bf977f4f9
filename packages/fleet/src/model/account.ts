/** Accounts as servers know them. Passwords are the fleet's own inventions, in clear, so that a wire can be spoken. */

export interface Account {
  readonly user: string;
  /** `%`, or a host pattern with `%`. */
  readonly host: string;
  readonly password: string;
  /** `caching_sha2_password`, `mysql_native_password`, … */
  readonly plugin: string;
  readonly grants: readonly Grant[];
}

export interface Grant {
  /** In capitals, as `SHOW GRANTS` prints them: `REPLICATION CLIENT`, `SELECT`, `ALL PRIVILEGES`. */
  readonly privileges: readonly string[];
  /** `*.*`, `schema.*` or `schema.table`. */
  readonly on: string;
}

const EVERYTHING = 'ALL PRIVILEGES';

/** `on` defaults to the global level, which grants below it too. */
export function hasPrivilege(account: Account, privilege: string, on = '*.*'): boolean {
  return account.grants.some(
    (grant) => reaches(grant.on, on) && (grant.privileges.includes(EVERYTHING) || grant.privileges.includes(privilege)),
  );
}

export function hasAnyPrivilege(account: Account, privileges: readonly string[]): boolean {
  return privileges.some((privilege) => hasPrivilege(account, privilege));
}

/** Whether a grant at one level is a grant at another. */
function reaches(granted: string, wanted: string): boolean {
  if (granted === '*.*' || granted === wanted) return true;
  return granted.endsWith('.*') && wanted.startsWith(granted.slice(0, -1));
}

/** Who is meant by `user` from `host`: the account with the most exact host pattern; `null` when there is none. */
export function matchAccount(accounts: readonly Account[], user: string, host: string): Account | null {
  const matching = accounts.filter((account) => account.user === user && hostMatches(account.host, host));
  const [first, ...others] = matching;
  if (first === undefined) return null;
  return others.reduce((best, account) => (exactness(account.host) > exactness(best.host) ? account : best), first);
}

/** Letters before the first wildcard: the order in which servers sort their accounts. */
function exactness(pattern: string): number {
  const wild = pattern.search(/[%_]/);
  return wild < 0 ? Number.MAX_SAFE_INTEGER : wild;
}

function hostMatches(pattern: string, host: string): boolean {
  if (pattern === '%' || pattern === host) return true;
  if (!/[%_]/.test(pattern)) return false;
  const source = pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'i').test(host);
}
