import { accountStatements, type Account, type GrantedAccount } from '../accounts/account-sql.ts';
import { SandboxError } from '../shared/errors.ts';
import { waitUntil } from '../shared/wait-until.ts';
import type { BinlogPosition, ReplicaStatus } from '../sql/family-sql.ts';
import { textOf } from '../sql/text-of.ts';
import type { TreeDescription, TreeLink } from '../tree/tree-description.ts';
import { formGroup } from './form-group.ts';
import type { SandboxServer } from './sandbox-server.ts';

/** Replication must be up within this time, on a machine that is busy with other servers. */
const REPLICATION_TIMEOUT_MS = 30_000;

export interface WiringOptions {
  readonly tree: TreeDescription;
  readonly servers: ReadonlyMap<string, SandboxServer>;
  readonly replication: Account;
}

/** Gives each server its accounts. Nothing of it reaches the binary log, so servers start out without transactions. */
export async function createAccounts(
  server: SandboxServer,
  accounts: readonly GrantedAccount[],
  readOnly: boolean,
): Promise<void> {
  // Even an administrator cannot create accounts under super_read_only.
  await server.query(
    [server.sql.readOnly(false), ...accountStatements(accounts), server.sql.readOnly(readOnly)].join('; '),
  );
}

/** Forms the groups, points every replica at its sources and waits until all receivers and appliers run. */
export async function wireReplication({ tree, servers, replication }: WiringOptions): Promise<void> {
  const serverOf = (name: string): SandboxServer => {
    const server = servers.get(name);
    if (server === undefined)
      throw new SandboxError('tree-meaning', `The tree links ${name}, which is not one of its servers.`);
    return server;
  };
  await Promise.all(tree.groups.map(({ members }) => formGroup(members.map(serverOf), replication)));
  const sources = [...new Set(tree.links.map((link) => link.source))];
  const positions = new Map(
    await Promise.all(
      sources.map(async (name): Promise<readonly [string, BinlogPosition | null]> => [
        name,
        tree.gtid ? null : await binlogPosition(serverOf(name)),
      ]),
    ),
  );
  const replicas = [...new Set(tree.links.map((link) => link.replica))];
  await Promise.all(
    replicas.map(async (name) => {
      const replica = serverOf(name);
      const links = tree.links.filter((link) => link.replica === name);
      const statements = links.flatMap((link) =>
        pointStatements({
          link,
          replica,
          source: serverOf(link.source),
          replication,
          position: positions.get(link.source) ?? null,
        }),
      );
      await replica.query(statements.join('; '));
      await waitUntilReplicating(
        replica,
        links.map((link) => link.channel),
      );
    }),
  );
}

interface Pointing {
  readonly link: TreeLink;
  readonly replica: SandboxServer;
  readonly source: SandboxServer;
  readonly replication: Account;
  readonly position: BinlogPosition | null;
}

function pointStatements({ link, replica, source, replication, position }: Pointing): readonly string[] {
  const { channel, delaySeconds } = link;
  return [
    replica.sql.pointAt({ host: source.host, port: source.port, ...replication, channel, delaySeconds, position }),
    replica.sql.startReplica(channel),
  ];
}

export async function binlogPosition(server: SandboxServer): Promise<BinlogPosition> {
  const [row] = await server.query(server.sql.binlogStatus);
  return { file: textOf(row?.['File']), position: Number(row?.['Position'] ?? 4) };
}

export async function replicaStatuses(server: SandboxServer): Promise<readonly ReplicaStatus[]> {
  return (await server.query(server.sql.replicaStatus)).map((row) => server.sql.readStatus(row));
}

/** @throws SandboxError `replication-did-not-start` with what the replica says about it. */
export async function waitUntilReplicating(replica: SandboxServer, channels: readonly string[]): Promise<void> {
  let last: readonly ReplicaStatus[] = [];
  const running = await waitUntil(
    async () => {
      last = await replicaStatuses(replica);
      const runs = (channel: string): boolean =>
        last.some((status) => status.channel === channel && status.receiverRuns && status.applierRuns);
      return channels.every(runs) ? true : null;
    },
    { timeoutMs: REPLICATION_TIMEOUT_MS },
  );
  if (running !== null) return;
  const why = last
    .map((status) => status.lastError)
    .filter((error) => error !== '')
    .join(' ');
  throw new SandboxError(
    'replication-did-not-start',
    `${replica.cluster}.${replica.name} does not replicate after ${REPLICATION_TIMEOUT_MS / 1000} s: ${why === '' ? 'it names no error' : why}`,
    { data: { server: replica.name } },
  );
}
