/** CREATE USER, DROP USER, GRANT, REVOKE. Only the server where they run is changed: accounts are not replicated here. */
import { defaultPlugin } from '../model/default-accounts.ts';
import { failed, OK } from '../model/outcome.ts';
import type { Account, Grant } from '../model/account.ts';
import type { Server } from '../model/server.ts';
import type { Handler } from './context.ts';

/** More accounts than any server of a fleet needs. */
const MAX_ACCOUNTS = 10_000;

export const createUserCommand: Handler<'create-user'> = ({ server }, command, answer) => {
  const { user, host, password, plugin = defaultPlugin(server.product), ifNotExists = false } = command;
  if (find(server, user, host) !== null)
    return answer(ifNotExists ? OK : failed(1396, `Operation CREATE USER failed for '${user}'@'${host}'`));
  if (server.accounts.length >= MAX_ACCOUNTS) return answer(failed(1114, "The table 'user' is full"));
  server.accounts = [...server.accounts, { user, host, password, plugin, grants: [] }];
  answer(OK);
};

export const dropUserCommand: Handler<'drop-user'> = ({ server }, { user, host, ifExists = false }, answer) => {
  if (find(server, user, host) === null)
    return answer(ifExists ? OK : failed(1396, `Operation DROP USER failed for '${user}'@'${host}'`));
  server.accounts = server.accounts.filter((account) => !(account.user === user && account.host === host));
  answer(OK);
};

export const grantCommand: Handler<'grant'> = ({ server, session }, { user, host, grant }, answer) => {
  const account = find(server, user, host);
  if (account === null) return answer(failed(1410, 'You are not allowed to create a user with GRANT'));
  if (!mayGrant(session.account)) return answer(denied(session.account));
  replace(server, { ...account, grants: [...account.grants, grant] });
  answer(OK);
};

export const revokeCommand: Handler<'revoke'> = ({ server, session }, { user, host, grant }, answer) => {
  const account = find(server, user, host);
  if (account === null)
    return answer(failed(1141, `There is no such grant defined for user '${user}' on host '${host}'`));
  if (!mayGrant(session.account)) return answer(denied(session.account));
  replace(server, { ...account, grants: account.grants.flatMap((own) => without(own, grant)) });
  answer(OK);
};

function mayGrant(account: Account): boolean {
  return account.grants.some(
    ({ on, privileges }) =>
      on === '*.*' && (privileges.includes('ALL PRIVILEGES') || privileges.includes('GRANT OPTION')),
  );
}

function denied({ user, host }: Account) {
  return failed(1045, `Access denied for user '${user}'@'${host}' (using password: YES)`);
}

function find({ accounts }: Server, user: string, host: string): Account | null {
  return accounts.find((account) => account.user === user && account.host === host) ?? null;
}

/** Sessions keep the account that they came with: privileges that are taken away count at the next connection. */
function replace(server: Server, changed: Account): void {
  server.accounts = server.accounts.map((account) =>
    account.user === changed.user && account.host === changed.host ? changed : account,
  );
}

function without(own: Grant, taken: Grant): readonly Grant[] {
  if (own.on !== taken.on) return [own];
  const left = taken.privileges.includes('ALL PRIVILEGES')
    ? []
    : own.privileges.filter((privilege) => !taken.privileges.includes(privilege));
  return left.length === 0 ? [] : [{ on: own.on, privileges: left }];
}
