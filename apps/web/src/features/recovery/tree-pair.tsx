/** The servers that a recovery was about, before it and after it. */
import type { ReactElement } from 'react';
import type { ClusterView, PlanView, RecoveryView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import type { IconName } from '../../shared/ui/icons.tsx';
import { treeNow, treesOf } from './recovery-facts.ts';
import type { TreeRow } from './recovery-facts.ts';
import classes from './recovery.module.css';

export interface TreePairProps {
  readonly recovery: RecoveryView;
  /** `null`: it has none, or it is not known any more. */
  readonly plan: PlanView | null;
  /** As it is now; `null`: it is not known, or not any more. */
  readonly cluster: Pick<ClusterView, 'nodes' | 'edges'> | null;
}

export function TreePair({ recovery, plan, cluster }: TreePairProps): ReactElement {
  const { t } = useWords();
  const { before, after } = treesOf(recovery, plan);
  return (
    <div className={classes.trees}>
      <Tree title={t('recovery.before')} rows={before} />
      {after !== null && (
        <Tree title={t(plan?.outcome === 'done' ? 'recovery.afterDone' : 'recovery.after')} rows={after} />
      )}
      {cluster !== null && <Tree title={t('recovery.clusterNow')} rows={treeNow(recovery, cluster)} />}
    </div>
  );
}

const NOTE_ICONS = { failed: 'close', successor: 'star', lost: 'warning' } as const satisfies Record<string, IconName>;

function Tree({ title, rows }: { readonly title: string; readonly rows: readonly TreeRow[] }): ReactElement {
  const { t } = useWords();
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      <ul>
        {rows.map(({ instance, depth, note }) => (
          <li key={instance} data-note={note} aria-level={depth + 1} style={{ paddingInlineStart: depth * 20 }}>
            {depth > 0 && <span aria-hidden="true">└ </span>}
            {instance}
            {note !== null && (
              <em>
                <Icon name={NOTE_ICONS[note]} size={13} /> {t(`recovery.inTree.${note}`)}
              </em>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
