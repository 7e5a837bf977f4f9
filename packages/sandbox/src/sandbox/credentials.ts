import { randomBytes } from 'node:crypto';
import type { Account, GrantedAccount } from '../accounts/account-sql.ts';
import { APPLICATION_GRANTS, REPLICATION_GRANTS, topologyGrants } from '../accounts/grants.ts';
import type { Credentials, ServerState } from './sandbox-state.ts';

/** The accounts that the caller did not name, with random passwords. */
export function completeCredentials(given: Partial<Credentials> = {}): Credentials {
  return {
    topology: given.topology ?? randomAccount('topiary'),
    replication: given.replication ?? randomAccount('replicator'),
    application: given.application ?? randomAccount('application'),
  };
}

/** The accounts that every server of a sandbox has, with what they may do there. */
export function standardAccounts(
  server: Pick<ServerState, 'family' | 'version'>,
  credentials: Credentials,
): readonly GrantedAccount[] {
  return [
    { ...credentials.topology, grants: topologyGrants(server) },
    { ...credentials.replication, grants: REPLICATION_GRANTS },
    { ...credentials.application, grants: APPLICATION_GRANTS },
  ];
}

function randomAccount(user: string): Account {
  return { user, password: randomBytes(12).toString('base64url') };
}
