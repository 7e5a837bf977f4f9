/** Who acts, and the several nodes that orchestrator may consist of. A Topiary stands alone: no route of raft leads anywhere. */
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { bare, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { change, read } from './route.ts';
import type { CompatRoute } from './route.ts';

const NOT_LEADER_STATUS = 404;

export function leadershipRoutes(services: Services): readonly CompatRoute[] {
  const check = (request: Request) => leaderCheck(services, param(request, 'errorStatusCode'));
  return [
    read('/leader-check', check),
    read('/leader-check/:errorStatusCode', check),
    // Nothing is forwarded: this process answers for itself here too.
    read('/routed-leader-check', check),
    ...RAFT_CHANGES.map(([path, name]) => change(path, () => withoutRaft(name))),
    ...RAFT_READS.map(([path, name]) => read(path, () => withoutRaft(name))),
  ];
}

/** Proxies and the public client choose by the status alone. A process that only observes is not what they look for. */
function leaderCheck({ engine }: Services, wanted: string): CompatAnswer {
  if (engine.status().acting.kind === 'self') return bare('OK');
  const status = Number(wanted);
  const isStatus = /^\d{3}$/.test(wanted) && status >= 200 && status <= 599;
  return { kind: 'bare', body: 'Not leader', status: isStatus ? status : NOT_LEADER_STATUS };
}

/** With the names that orchestrator's refusals give, which are not always those of the routes. */
const RAFT_CHANGES = [
  ['/raft-add-peer/:addr', 'raft-add-peer'],
  ['/raft-remove-peer/:addr', 'raft-remove-peer'],
  ['/raft-yield/:node', 'raft-yield'],
  ['/raft-yield-hint/:hint', 'raft-yield-hint'],
  ['/raft-follower-health-report/:authenticationToken/:raftBind/:raftAdvertise', 'raft-state'],
  ['/raft-snapshot', 'raft-leader'],
] as const;

const RAFT_READS = [
  ['/raft-peers', 'raft-nodes'],
  ['/raft-state', 'raft-state'],
  ['/raft-leader', 'raft-leader'],
  ['/raft-health', 'raft-state'],
  ['/raft-status', 'raft-state'],
] as const;

function withoutRaft(name: string): CompatAnswer {
  return failed(`${name}: not running with raft setup`);
}
