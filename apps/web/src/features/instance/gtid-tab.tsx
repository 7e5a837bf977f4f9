import type { ReactElement } from 'react';
import type { InstanceView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Facts } from '../../shared/ui/facts.tsx';
import { GtidFindings } from './gtid-findings.tsx';
import { GtidComparison } from './gtid-comparison.tsx';
import { GtidSet } from './gtid-set.tsx';

export function GtidTab({ instance }: { readonly instance: InstanceView }): ReactElement {
  const { t } = useWords();
  const { observation } = instance;
  if (observation === null) return <p>{t('instance.neverSeen')}</p>;
  const { gtid } = observation;
  if (gtid.kind === 'none') return <p>{t('gtidTab.none')}</p>;
  const facts =
    gtid.kind === 'mysql'
      ? ([['gtid_mode', gtid.mode]] as const)
      : ([
          ['gtid_strict_mode', gtid.strict ? 'ON' : 'OFF'],
          ['gtid_domain_id', gtid.domainId],
        ] as const);
  return (
    <>
      <Facts title={t('gtidTab.mode')} facts={facts} />
      <GtidFindings id={instance.node.id} facts={instance.gtidFacts} />
      {observation.channels.map((channel) => (
        <GtidComparison key={channel.name} instance={instance} channel={channel} />
      ))}
      {gtid.kind === 'mysql' ? (
        <>
          <GtidSet title="gtid_executed" set={gtid.executed} />
          <GtidSet title="gtid_purged" set={gtid.purged} />
        </>
      ) : (
        <>
          <GtidSet title="gtid_current_pos" set={gtid.currentPosition} />
          <GtidSet title="gtid_binlog_pos" set={gtid.binlogPosition} />
          <GtidSet title="gtid_slave_pos" set={gtid.slavePosition} />
          <GtidSet title="gtid_binlog_state" set={gtid.binlogState} />
        </>
      )}
      {observation.channels.map((channel) => (
        <GtidSet
          key={channel.name}
          title={t('gtidTab.retrieved', { name: channel.name === '' ? t('replication.default') : channel.name })}
          set={channel.retrieved}
        />
      ))}
    </>
  );
}
