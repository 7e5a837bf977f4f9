/** A fleet of clusters of ten: a master, three replicas under it, two under each of those. */
import { Fleet, type Account, type ServerState } from '@topiary/fleet';
import { loopbackHost } from '../src/index.ts';

const CLUSTER_SIZE = 10;
const VERSION = '8.4.6';
/** By place in the cluster: the place of its source. */
const SOURCE_OF = [null, 0, 0, 0, 1, 1, 2, 2, 3, 3] as const;

type InstanceId = ServerState['id'];

export interface FleetParts {
  readonly count: number;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export function fleetOf({ count, port, user, password }: FleetParts): Fleet {
  const fleet = new Fleet({ startMs: Date.now() });
  const account: Account = {
    user,
    password,
    host: '%',
    plugin: 'caching_sha2_password',
    grants: [{ privileges: ['ALL PRIVILEGES'], on: '*.*' }],
  };
  const ids = Array.from({ length: count }, (_, index) =>
    fleet.add({
      address: { host: loopbackHost(index), port },
      version: VERSION,
      serverId: index + 1,
      accounts: [account],
      settings: {
        gtid_mode: 'ON',
        enforce_gtid_consistency: 'ON',
        read_only: index % CLUSTER_SIZE === 0 ? 'OFF' : 'ON',
      },
    }),
  );
  for (const [index, id] of ids.entries()) {
    const place = SOURCE_OF[index % CLUSTER_SIZE];
    const source = typeof place === 'number' ? ids[index - (index % CLUSTER_SIZE) + place] : undefined;
    if (source !== undefined) follow(fleet, { replica: id, source, user, password });
  }
  return fleet;
}

function follow(
  fleet: Fleet,
  parts: {
    readonly replica: InstanceId;
    readonly source: InstanceId;
    readonly user: string;
    readonly password: string;
  },
): void {
  const { user, password } = parts;
  const session = fleet.openSession(parts.replica, { user });
  if ('kind' in session) throw new Error(session.text);
  const { host, port } = fleet.server(parts.source).address;
  const changes = { host, port, user, password, positioning: 'auto-position', getPublicKey: true } as const;
  fleet.perform(session, { kind: 'change-source', channel: '', changes }, mustSucceed);
  fleet.perform(
    session,
    { kind: 'start-threads', channel: '', threads: { receiver: true, applier: true } },
    mustSucceed,
  );
  fleet.closeSession(session);
}

function mustSucceed(outcome: { readonly kind: string; readonly text?: string }): void {
  if (outcome.kind === 'error') throw new Error(outcome.text);
}
