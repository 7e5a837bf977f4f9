import { familyOf } from '@topiary/domain';
import { failed } from '../model/outcome.ts';
import type { Failed } from '../model/outcome.ts';
import type { Server } from '../model/server.ts';
import { wordsOf } from '../replication/wording.ts';

export function someThreadRuns(server: Server, which: 'any' | 'applier' = 'any'): boolean {
  return [...server.channels.values()].some(
    ({ receiver, applier }) => applier.state === 'running' || (which === 'any' && receiver.state !== 'stopped'),
  );
}

/** 1198 on MariaDB and old servers, 3081 elsewhere. */
export function stopSlaveFirst({ product }: Server, channel = ''): Failed {
  const { replica } = wordsOf(product);
  if (familyOf(product) === 'mariadb' || replica === 'slave')
    return failed(
      1198,
      `This operation cannot be performed as you have a running slave '${channel}'; run STOP SLAVE '${channel}' first`,
    );
  return failed(
    3081,
    `This operation cannot be performed with running replication threads; run STOP REPLICA FOR CHANNEL '${channel}' first`,
  );
}
