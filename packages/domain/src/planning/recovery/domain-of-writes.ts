/**
 * In which GTID domain a new master of MariaDB writes. A replica of several masters tells their streams apart by it: where two of
 * them write in one, it has a position in the one that means nothing in the log of the other, and stands (1236). Where that would
 * come to be, the successor goes on in the domain of the master that it replaces.
 */
import type { InstanceId } from '../../topology/address.ts';
import type { Observation } from '../../topology/observation.ts';
import { ancestorsOf, descendantsOf, edgesOf } from '../../topology/queries.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { DEFAULT_TAKEOVER } from '../../policy/takeover-policy.ts';
import { warn } from '../checks.ts';
import { domainsOf, writtenBy } from '../domains-above.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import type { SetVariablesStep } from './profile-steps.ts';
import { baseOf } from './replacing.ts';
import type { Replacing } from './replacing.ts';

export interface DomainOfWrites {
  /** Whose sources would write in one domain. */
  readonly reader: InstanceId;
  readonly check: Check;
  readonly stepIn: (lane: InstanceId) => SetVariablesStep;
}

const VARIABLE = 'gtid_domain_id';

/** `null`: its own domain stands in nobody's way, or that of the master would too; or the configuration says what to set. */
export function domainOfWrites({ snapshot, policy, master, successor }: Replacing): DomainOfWrites | null {
  const [was, to] = [domainIdOf(successor.observation), domainIdOf(master.observation)];
  const { promoted } = policy.takeover ?? DEFAULT_TAKEOVER;
  const isConfigured = Object.keys(promoted).some((name) => name.toLowerCase() === VARIABLE);
  if (was === null || to === null || was === to || isConfigured) return null;
  for (const reader of descendantsOf(snapshot, master.id)) {
    const other = othersAbove(snapshot, reader, master.id).find(({ domains }) => domains.has(was) && !domains.has(to));
    if (other === undefined) continue;
    const params = { candidate: successor.id, was, to, reader, other: other.source, master: master.id };
    return {
      reader,
      check: warn(successor.id, message('successor-keeps-domain', params)),
      stepIn: (lane) => ({
        ...baseOf(lane, successor.id, policy.deadlines.changeServerMs),
        kind: 'set-variables',
        changes: [{ name: VARIABLE, to: String(to), was: String(was) }],
      }),
    };
  }
  return null;
}

function domainIdOf(observation: Observation | null): number | null {
  return observation?.gtid.kind === 'mariadb' ? observation.gtid.domainId : null;
}

interface OtherSource {
  readonly source: InstanceId;
  /** Of all that comes from there, or will. */
  readonly domains: ReadonlySet<number>;
}

/** What a replica reads that does not come from this master. */
function othersAbove(snapshot: TopologySnapshot, reader: InstanceId, master: InstanceId): readonly OtherSource[] {
  const edges = edgesOf(snapshot, reader);
  if (edges.length < 2) return [];
  return edges.flatMap(({ source }) => {
    const above = [source, ...ancestorsOf(snapshot, source)];
    return above.includes(master) ? [] : [{ source, domains: new Set(above.flatMap((id) => cameBy(snapshot, id))) }];
  });
}

function cameBy({ instances }: TopologySnapshot, id: InstanceId): readonly number[] {
  const observation = instances.get(id)?.observation ?? null;
  return [...writtenBy(observation), ...(domainsOf(observation) ?? [])];
}
