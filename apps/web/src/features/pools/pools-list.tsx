/** The pools of a cluster with their servers, each leading to its card. */
import type { ReactElement } from 'react';
import { Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import type { InstanceId, NodeView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { markOfNode, MARKS } from '../../shared/topology/severity.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { ServerName } from '../../shared/ui/server-name.tsx';
import type { PoolOfCluster } from './group-pools.ts';
import classes from './pools.module.css';

export interface PoolsListProps {
  readonly pools: readonly PoolOfCluster[];
  readonly hrefOf: (instance: InstanceId) => string;
}

export function PoolsList({ pools, hrefOf }: PoolsListProps): ReactElement {
  return (
    <Stack>
      {pools.map(({ name, members }) => (
        <Paper key={name} withBorder p="md" component="section" aria-label={name}>
          <Title order={2} size="h4" className={classes.name}>
            {name}
          </Title>
          <Counts members={members} />
          <ul className={classes.members}>
            {members.map((node) => (
              <li key={node.id}>
                <MarkIcon mark={markOfNode(node)} size={16} />
                <Link to={hrefOf(node.id)}>
                  <ServerName name={node.id} />
                </Link>
                <Problems node={node} />
              </li>
            ))}
          </ul>
        </Paper>
      ))}
    </Stack>
  );
}

/** How many there are, and how many of them stand how. */
function Counts({ members }: { readonly members: readonly NodeView[] }): ReactElement {
  const { t } = useWords();
  const marks = Map.groupBy(members, markOfNode);
  const parts = MARKS.filter((mark) => mark !== 'ok' && marks.has(mark)).map(
    (mark) => `${marks.get(mark)?.length ?? 0} ${t(`mark.${mark}`)}`,
  );
  return (
    <Text size="sm" c="dimmed">
      {[t('cluster.servers', { count: members.length }), ...parts].join(' · ')}
    </Text>
  );
}

function Problems({ node }: { readonly node: NodeView }): ReactElement | null {
  const { t } = useWords();
  if (node.problems.length === 0) return null;
  return (
    <span className={classes.problems}>{node.problems.map(({ code }) => t(`problem.${code}.label`)).join(', ')}</span>
  );
}
