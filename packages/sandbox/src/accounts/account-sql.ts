import { literal } from '../sql/quote.ts';
import type { Grant } from './grants.ts';

export interface Account {
  readonly user: string;
  readonly password: string;
}

export interface GrantedAccount extends Account {
  readonly grants: readonly Grant[];
}

/** Statements that give a server exactly these accounts, without a trace in its binary log. Each server gets its own. */
export function accountStatements(accounts: readonly GrantedAccount[]): readonly string[] {
  return ['SET SESSION sql_log_bin = 0', ...accounts.flatMap(statementsOf), 'SET SESSION sql_log_bin = 1'];
}

function statementsOf({ user, password, grants }: GrantedAccount): readonly string[] {
  const name = `${literal(user)}@'%'`;
  return [
    `DROP USER IF EXISTS ${name}`,
    `CREATE USER ${name} IDENTIFIED BY ${literal(password)}`,
    ...grants.map(({ privileges, on }) => `GRANT ${privileges.join(', ')} ON ${on} TO ${name}`),
  ];
}
