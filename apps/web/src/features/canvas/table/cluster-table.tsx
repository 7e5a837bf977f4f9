/** The same cluster as rows: for screen readers, phones, and everyone who would rather read than look. */
import type { MouseEvent, ReactElement } from 'react';
import { ActionIcon, Table, VisuallyHidden } from '@mantine/core';
import type { ClusterView, EdgeView, GroupMemberView, InstanceId, NodeView } from '@topiary/contract';
import { usePageDisplay } from '../../../shared/config/page-display.ts';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { Words } from '../../../shared/i18n/use-words.ts';
import { buildTree } from '../../../shared/topology/cluster-tree.ts';
import { groupText, membersById, roleText } from '../../../shared/topology/groups.ts';
import { knownLag } from '../../../shared/topology/known-lag.ts';
import { shownName } from '../../../shared/topology/shown-name.ts';
import { markOfNode } from '../../../shared/topology/severity.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { MarkIcon } from '../../../shared/ui/mark-icon.tsx';
import { ServerName } from '../../../shared/ui/server-name.tsx';
import { findNodes } from '../model/find.ts';
import type { CanvasHandlers } from '../use-canvas-actions.ts';
import classes from './cluster-table.module.css';

export interface ClusterTableProps extends Pick<CanvasHandlers, 'onSelect'> {
  /** `null`: nothing can be done with a server, this is the past. */
  readonly onMenu: CanvasHandlers['onMenu'] | null;
  readonly cluster: ClusterView;
  readonly selected: InstanceId | null;
  readonly find: string;
}

export function ClusterTable({ cluster, selected, find, onSelect, onMenu }: ClusterTableProps): ReactElement {
  const { t } = useWords();
  const rows = rowsOf(cluster, find);
  return (
    <div className={classes.scroll}>
      {cluster.groups.map((group) => (
        <p key={group.name} className={classes.group} data-quorum={group.quorum}>
          <MarkIcon mark={MARK_OF_QUORUM[group.quorum]} size={16} />
          {t('group.label', { name: group.name, facts: groupText(group, t) })}
        </p>
      ))}
      <Table
        highlightOnHover
        stickyHeader
        verticalSpacing={6}
        className={classes.table}
        aria-label={t('canvas.label', { cluster: cluster.name })}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('table.server')}</Table.Th>
            <Table.Th>{t('table.state')}</Table.Th>
            <Table.Th>{t('table.role')}</Table.Th>
            <Table.Th>{t('table.lag')}</Table.Th>
            <Table.Th>{t('table.source')}</Table.Th>
            <Table.Th>{t('table.version')}</Table.Th>
            <Table.Th>{t('table.writes')}</Table.Th>
            <Table.Th>{t('table.gtid')}</Table.Th>
            {onMenu !== null && (
              <Table.Th>
                <VisuallyHidden>{t('table.actions')}</VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Row key={row.node.id} row={row} selected={row.node.id === selected} onSelect={onSelect} onMenu={onMenu} />
          ))}
        </Table.Tbody>
      </Table>
      {rows.length === 0 && <p className={classes.none}>{t('table.nothingFound')}</p>}
    </div>
  );
}

const MARK_OF_QUORUM = { yes: 'ok', no: 'critical', unknown: 'unknown' } as const;

interface RowData {
  readonly node: NodeView;
  readonly member: GroupMemberView | undefined;
  readonly level: number;
  readonly edges: readonly EdgeView[];
}

interface RowProps extends Pick<ClusterTableProps, 'onSelect' | 'onMenu'> {
  readonly row: RowData;
  readonly selected: boolean;
}

function Row({ row, selected, onSelect, onMenu }: RowProps): ReactElement {
  const words = useWords();
  const { t, duration } = words;
  const { cutFromNames } = usePageDisplay();
  const { node, member, level, edges } = row;
  const menu = (event: MouseEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    onMenu?.(node.id, { x: event.clientX, y: event.clientY });
  };
  return (
    <Table.Tr
      className={classes.row}
      aria-selected={selected}
      data-selected={selected || undefined}
      onClick={() => onSelect(node.id)}
      onContextMenu={menu}
    >
      <Table.Td data-label={t('table.server')}>
        <span className={classes.server} data-level={Math.min(level, MAX_INDENT)}>
          {level > 0 && <span className={classes.branch} aria-hidden="true" />}
          <button type="button" className={classes.name} onClick={() => onSelect(node.id)}>
            <ServerName name={node.id} />
          </button>
        </span>
      </Table.Td>
      <Table.Td data-label={t('table.state')}>
        <span className={classes.state}>
          <MarkIcon mark={markOfNode(node)} size={16} /> {stateOf(node, words)}
        </span>
      </Table.Td>
      <Table.Td data-label={t('table.role')}>{roleText(node, member, t)}</Table.Td>
      <Table.Td data-label={t('table.lag')}>{edges.length === 0 ? '–' : duration(knownLag(node))}</Table.Td>
      <Table.Td data-label={t('table.source')}>{sourcesOf(row, words, cutFromNames).join('\n') || '–'}</Table.Td>
      <Table.Td data-label={t('table.version')}>
        {node.flavor === null ? '–' : `${t(`flavor.${node.flavor}`)} ${node.version}`}
      </Table.Td>
      <Table.Td data-label={t('table.writes')}>
        {node.readOnly === null ? '–' : t(node.readOnly ? 'card.readOnly' : 'card.writable')}
      </Table.Td>
      <Table.Td data-label={t('table.gtid')}>{node.gtid === null ? '–' : t(`gtidShort.${node.gtid}`)}</Table.Td>
      {onMenu !== null && (
        <Table.Td className={classes.actions}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('table.menuOf', { instance: node.id })}
            onClick={menu}
          >
            <Icon name="dots" />
          </ActionIcon>
        </Table.Td>
      )}
    </Table.Tr>
  );
}

const MAX_INDENT = 8;

function rowsOf(cluster: ClusterView, find: string): readonly RowData[] {
  const tree = buildTree(cluster);
  const found = findNodes(cluster.nodes, find);
  const nodes = new Map(cluster.nodes.map((node) => [node.id, node]));
  const edges = Map.groupBy(cluster.edges, (edge) => edge.replica);
  const members = membersById(cluster.groups);
  return tree.roots
    .flatMap((root) => depthFirst(tree, root))
    .filter((id) => found === null || found.has(id))
    .flatMap((id) => {
      const node = nodes.get(id);
      if (node === undefined) return [];
      return [{ node, member: members.get(id), level: tree.nodes.get(id)?.level ?? 0, edges: edges.get(id) ?? [] }];
    });
}

function depthFirst(tree: ReturnType<typeof buildTree>, id: InstanceId): readonly InstanceId[] {
  return [id, ...(tree.nodes.get(id)?.children ?? []).flatMap((child) => depthFirst(tree, child))];
}

function stateOf(node: NodeView, { t }: Words): string {
  if (node.problems.length === 0) return t(`health.${node.health}`);
  return node.problems.map((problem) => t(`problem.${problem.code}.label`)).join(', ');
}

function sourcesOf({ edges, node }: RowData, words: Words, cut: string): readonly string[] {
  const away = node.detached.map(({ source }) => words.t('detached.from', { sources: source }));
  return [...edges.map((edge) => sourceOf(edge, words, cut)), ...away];
}

function sourceOf(edge: EdgeView, { t }: Words, cut: string): string {
  const state = edge.state === 'replicating' ? '' : ` (${t(`edge.${edge.state}`)})`;
  return `${edge.channel === '' ? '' : `${edge.channel}: `}${shownName(edge.source, cut)}${state}`;
}
