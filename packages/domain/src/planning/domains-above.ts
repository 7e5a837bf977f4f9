/**
 * Which GTID domains of a MariaDB replica come to it by the channel that is moved. A replica of several masters has a
 * position in the domains of all of them; its new source will only ever have those that come down to it, and passes over
 * the others.
 */
import { MariadbBinlogState } from '../replication/mariadb-binlog-state.ts';
import { MariadbGtidPosition } from '../replication/mariadb-gtid-position.ts';
import { ancestorsOf } from '../topology/queries.ts';
import type { Observation } from '../topology/observation.ts';
import type { MoveContext } from './move-context.ts';

/** `null`: all of them, as it has one channel only, or as not everything above the target is known. */
export function domainsToWaitFor({ snapshot, observed, target }: MoveContext): readonly number[] | null {
  if (observed.channels.length < 2) return null;
  const domains = new Set<number>();
  for (const id of [target.id, ...ancestorsOf(snapshot, target.id)]) {
    const observation = snapshot.instances.get(id)?.observation ?? null;
    const known = domainsOf(observation);
    if (known === null) return null;
    for (const domain of [...known, ...writtenBy(observation)]) domains.add(domain);
  }
  return [...domains].toSorted((left, right) => left - right);
}

/** What it writes in, also when it had written nothing there by its last look. One that takes no writes adds nothing of its own. */
export function writtenBy(observation: Observation | null): readonly number[] {
  return observation?.gtid.kind === 'mariadb' && !observation.settings.readOnly ? [observation.gtid.domainId] : [];
}

/** Of all that it logged or applied; `null`: not known. */
export function domainsOf(observation: Observation | null): readonly number[] | null {
  if (observation?.gtid.kind !== 'mariadb') return null;
  const state = MariadbBinlogState.parse(observation.gtid.binlogState);
  const position = MariadbGtidPosition.parse(observation.gtid.slavePosition);
  if (!state.ok || !position.ok) return null;
  return [...state.state.gtids(), ...position.position.gtids()].map(({ domain }) => domain);
}
