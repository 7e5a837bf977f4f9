/** Which passwords caching_sha2_password has seen in full: forgotten by a restart, and by FLUSH PRIVILEGES. */
import type { Account, ServerState } from '@topiary/fleet';

/** The one statement that the wire must know of, because the model has no passwords to forget. */
const FLUSH = /\bflush\s+(?:(?:local|no_write_to_binlog)\s+)?privileges\b/i;

export class PasswordCache {
  readonly #seen = new Map<ServerState['id'], Remembered>();

  has({ id, startedAtMs }: ServerState, account: Account): boolean {
    const remembered = this.#seen.get(id);
    return remembered?.startedAtMs === startedAtMs && remembered.passwords.get(nameOf(account)) === account.password;
  }

  add({ id, startedAtMs }: ServerState, account: Account): void {
    const known = this.#seen.get(id);
    const remembered = known?.startedAtMs === startedAtMs ? known : { startedAtMs, passwords: new Map() };
    remembered.passwords.set(nameOf(account), account.password);
    this.#seen.set(id, remembered);
  }

  /** To be called for every packet of statements. */
  onStatements({ id }: Pick<ServerState, 'id'>, sql: string): void {
    if (this.#seen.has(id) && FLUSH.test(sql)) this.#seen.delete(id);
  }
}

interface Remembered {
  readonly startedAtMs: number;
  readonly passwords: Map<string, string>;
}

function nameOf({ user, host }: Account): string {
  return `${user}@${host}`;
}
