import type { ReactElement } from 'react';
import { SegmentedControl, Text } from '@mantine/core';
import type { ClusterView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useMoveStore } from '../../shared/moves/move-store.ts';
import { moveOne } from '../../shared/moves/move-subject.ts';
import type { MoveSubject } from '../../shared/moves/move-subject.ts';

export interface ChannelChoiceProps {
  readonly subject: MoveSubject;
  readonly cluster: ClusterView;
}

/** A replica with several channels has several sources; which of them is to change must be said. */
export function ChannelChoice({ subject, cluster }: ChannelChoiceProps): ReactElement | null {
  const { t } = useWords();
  const store = useMoveStore();
  if (subject.kind !== 'relocate') return null;
  const edges = cluster.edges.filter((edge) => edge.replica === subject.replica);
  if (edges.length < 2) return null;
  const data = edges.map((edge) => ({
    value: edge.channel,
    label: `${edge.channel === '' ? t('replication.default') : edge.channel} ← ${edge.source}`,
  }));
  const choose = (channel: string): void =>
    store.setState({ kind: 'choosing', subject: moveOne(subject.replica, channel) }, true);
  return (
    <>
      <Text size="sm" mb={4}>
        {t('move.channel')}
      </Text>
      <SegmentedControl
        fullWidth
        mb="md"
        orientation="vertical"
        data={data}
        value={subject.channel ?? ''}
        onChange={choose}
        aria-label={t('move.channel')}
      />
    </>
  );
}
