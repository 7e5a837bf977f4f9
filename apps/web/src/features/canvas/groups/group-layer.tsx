/** The boxes around replication groups, below the lines and the cards: who belongs together, and whether it can commit. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import { ViewportPortal } from 'reactflow';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { groupText, groupTitle, onlineCount } from '../../../shared/topology/groups.ts';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { useCanvas } from '../canvas-context.tsx';
import type { GroupBox } from '../model/layout.ts';
import classes from './group-layer.module.css';

export const GroupLayer = memo(function GroupLayer({
  groups,
}: {
  readonly groups: readonly GroupBox[];
}): ReactElement | null {
  if (groups.length === 0) return null;
  return (
    <ViewportPortal>
      {groups.map((box) => (
        <Box key={box.name} box={box} />
      ))}
    </ViewportPortal>
  );
});

function Box({ box }: { readonly box: GroupBox }): ReactElement | null {
  const { t } = useWords();
  const group = useKeyed(useCanvas().feeds.groups, box.name);
  if (group === undefined) return null;
  const text = groupText(group, t);
  const isWell = group.quorum === 'yes' && onlineCount(group) === group.members.length;
  return (
    <div
      role="group"
      aria-label={t('group.label', { name: group.name, facts: text })}
      className={classes.box}
      data-group={group.name}
      data-quorum={group.quorum}
      data-well={isWell || undefined}
      style={{ transform: `translate(${box.x}px, ${box.y}px)`, width: box.width, height: box.height }}
    >
      <div className={classes.title} title={`${group.name}\n${text}`}>
        {group.quorum === 'no' && <Icon name="warning" size={15} />}
        <span>{groupTitle(group, t)}</span>
      </div>
    </div>
  );
}
