import type { ReactElement } from 'react';
import type { InstanceView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import classes from './gtid-tab.module.css';

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

/** One origin per line: a set in one piece cannot be compared by eye. */
function GtidSet({ title, set }: { readonly title: string; readonly set: string }): ReactElement {
  const { t } = useWords();
  const lines = set.split(',').map((part) => part.trim());
  return (
    <section className={classes.set} aria-label={title}>
      <h3>{title}</h3>
      {set === '' ? (
        <p className={classes.empty}>{t('gtidTab.empty')}</p>
      ) : (
        <CodeBlock text={lines.join(',\n')} label={title} />
      )}
    </section>
  );
}
