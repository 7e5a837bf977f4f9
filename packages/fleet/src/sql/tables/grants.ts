/** SHOW GRANTS, as each family prints it. Order of privileges: the order of their columns in mysql.user [97][M10]. */
import type { Account, Grant } from '../../model/account.ts';
import { compareNames } from './status-variables.ts';
import type { Generation } from '../generation.ts';
import { MARIADB_ORDER, MYSQL_DYNAMIC, MYSQL_ORDER } from '../privilege-names.ts';

export function grantLines(account: Account, generation: Generation): readonly string[] {
  const levels = Map.groupBy(account.grants, (grant) => grant.on);
  const global = privilegesOf(levels.get('*.*') ?? []);
  const lines = globalLines(account, global, generation);
  const below = [...levels]
    .filter(([on]) => on !== '*.*')
    .map(([on, grants]) => lineFor(account, privilegesOf(grants), on));
  return [...lines, ...below];
}

function privilegesOf(grants: readonly Grant[]): ReadonlySet<string> {
  return new Set(grants.flatMap((grant) => grant.privileges));
}

function globalLines(account: Account, privileges: ReadonlySet<string>, generation: Generation): readonly string[] {
  const all = privileges.has('ALL PRIVILEGES');
  if (generation.family === 'mariadb') {
    const order = generation.has.fineGrainedPrivileges ? MARIADB_ORDER : MYSQL_ORDER;
    return [lineFor(account, all ? new Set(['ALL PRIVILEGES']) : renamed(privileges, generation), '*.*', order)];
  }
  if (!generation.has.fineGrainedPrivileges)
    return [lineFor(account, privileges, '*.*', all ? ['ALL PRIVILEGES'] : MYSQL_ORDER)];
  const fixed = new Set(all ? MYSQL_ORDER : [...privileges].filter((privilege) => !privilege.includes('_')));
  const dynamic = (all ? MYSQL_DYNAMIC : [...privileges].filter((privilege) => privilege.includes('_'))).toSorted(
    compareNames,
  );
  const option = privileges.has('GRANT OPTION') ? ['GRANT OPTION'] : [];
  const lines = [lineFor(account, new Set([...fixed, ...option]), '*.*', MYSQL_ORDER)];
  return dynamic.length === 0
    ? lines
    : [...lines, `GRANT ${dynamic.join(',')} ON *.* TO ${accountText(account)}${optionText(privileges)}`];
}

function renamed(privileges: ReadonlySet<string>, { has }: Generation): ReadonlySet<string> {
  if (!has.fineGrainedPrivileges) return privileges;
  return new Set(
    [...privileges].map((privilege) => (privilege === 'REPLICATION CLIENT' ? 'BINLOG MONITOR' : privilege)),
  );
}

function lineFor(
  account: Account,
  privileges: ReadonlySet<string>,
  on: string,
  order: readonly string[] = MYSQL_ORDER,
): string {
  const rank = (privilege: string): number => {
    const index = order.indexOf(privilege);
    return index < 0 ? order.length : index;
  };
  const listed = [...privileges]
    .filter((privilege) => privilege !== 'GRANT OPTION' && privilege !== 'USAGE')
    .toSorted((one, other) => rank(one) - rank(other));
  const text = listed.length === 0 ? 'USAGE' : listed.join(', ');
  return `GRANT ${text} ON ${levelText(on)} TO ${accountText(account)}${optionText(privileges)}`;
}

const optionText = (privileges: ReadonlySet<string>): string =>
  privileges.has('GRANT OPTION') ? ' WITH GRANT OPTION' : '';

function levelText(on: string): string {
  if (on === '*.*') return on;
  return on
    .split('.')
    .map((part) => (part === '*' ? '*' : `\`${part}\``))
    .join('.');
}

function accountText({ user, host }: Account): string {
  return `\`${user}\`@\`${host}\``;
}
