/**
 * What a probe without the steady roles sees of a server, and that says: ask them too. Positions, sets of transactions, lag
 * and the texts of errors (which count retries) change at every probe of a busy or a failing server and say nothing of how
 * it is set up.
 */
import type { GtidState, Observation, ReplicationChannel } from '@topiary/domain';

/** `now` is as `keptObservation` makes it from `before`: parts that are equal are the same objects. */
export function showsChange(before: Observation, now: Observation): boolean {
  return (
    now.uptimeSeconds < before.uptimeSeconds ||
    now.product !== before.product ||
    now.identity !== before.identity ||
    now.settings !== before.settings ||
    now.semiSync !== before.semiSync ||
    now.group !== before.group ||
    now.unreadable !== before.unreadable ||
    gtidRules(now.gtid) !== gtidRules(before.gtid) ||
    now.channels.length !== before.channels.length ||
    now.channels.some((channel, index) => isOther(before.channels[index], channel))
  );
}

function gtidRules(gtid: GtidState): string {
  switch (gtid.kind) {
    case 'mysql':
      return gtid.mode;
    case 'mariadb':
      return `${gtid.strict} ${gtid.domainId}`;
    case 'none':
      return gtid.kind;
  }
}

function isOther(before: ReplicationChannel | undefined, now: ReplicationChannel): boolean {
  return (
    before !== now &&
    (before === undefined ||
      now.name !== before.name ||
      now.source !== before.source ||
      now.sourceServerId !== before.sourceServerId ||
      now.sourceUuid !== before.sourceUuid ||
      now.user !== before.user ||
      now.receiver !== before.receiver ||
      now.applier !== before.applier ||
      now.receiverError?.number !== before.receiverError?.number ||
      now.applierError?.number !== before.applierError?.number ||
      now.delaySeconds !== before.delaySeconds ||
      now.positioning !== before.positioning ||
      now.filters !== before.filters ||
      now.settings !== before.settings)
  );
}
