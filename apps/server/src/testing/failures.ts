/** Failures as servers in memory show them. */
import type { InstanceId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import type { TestServer } from './test-server.ts';

/** It answers nobody, and its replicas have noticed. */
export function killMaster({ servers, engine }: TestServer, name: string): void {
  const master = id(name);
  const replicas = (engine.snapshot().edgesBySource.get(master) ?? []).map(({ replica }) => replica);
  servers.kill(master);
  for (const replica of replicas) loseReceiver(servers, replica);
}

function loseReceiver(servers: TestServer['servers'], replica: InstanceId): void {
  servers.change(replica, (observation) => ({
    ...observation,
    channels: observation.channels.map((channel) => ({
      ...channel,
      receiver: 'connecting',
      receiverError: { number: 2003, text: 'error connecting to master' },
    })),
  }));
}
