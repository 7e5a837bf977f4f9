/** What is on the canvas now, in words and places: what a picture of it needs. */
import type { Words } from '../../../shared/i18n/use-words.ts';
import { roleText } from '../../../shared/topology/groups.ts';
import { knownLag } from '../../../shared/topology/known-lag.ts';
import { markOfNode, worstProblem } from '../../../shared/topology/severity.ts';
import type { InstanceId, NodeView } from '@topiary/contract';
import type { CanvasFeeds } from '../canvas-context.tsx';
import { describeCard } from '../card/describe-card.ts';
import { edgeText } from '../model/edge-text.ts';
import type { Layout, Point } from '../model/layout.ts';
import type { FlowLine } from '../model/to-flow.ts';
import type { Paint, Picture, PictureCard, PictureLine } from './picture.ts';

export interface PictureInput {
  readonly clusterName: string;
  readonly feeds: CanvasFeeds;
  readonly layout: Layout;
  readonly lines: readonly FlowLine[];
  readonly words: Words;
  readonly paint: Paint;
  /** Unix milliseconds, said in its title. */
  readonly now: number;
}

export function pictureOf({ clusterName, feeds, layout, lines, words, paint, now }: PictureInput): Picture {
  return {
    title: `${clusterName} · ${words.utc(now)}`,
    cards: [...layout.placements].flatMap(([id, at]) => cardOf(id, at, feeds, words) ?? []),
    lines: lines.flatMap((line) => lineOf(line, feeds, words) ?? []),
    groups: layout.groups,
    paint,
  };
}

function cardOf(id: InstanceId, { x, y }: Point, feeds: CanvasFeeds, words: Words): PictureCard | null {
  const node = feeds.nodes.get(id);
  if (node === undefined) return null;
  const { t } = words;
  const member = feeds.members.get(id);
  const worst = worstProblem(node.problems);
  const version = node.flavor === null ? node.version : `${t(`flavor.${node.flavor}`)} ${node.version ?? ''}`;
  const kind = [roleText(node, member, t), version, node.classification.dataCenter];
  const more = node.problems.length > 1 ? ` ${t('card.more', { count: node.problems.length - 1 })}` : '';
  const well = node.health === 'unprobed' ? t('card.unprobed') : t('card.fine');
  return {
    x,
    y,
    name: feeds.names.get(id) ?? id,
    writes: node.readOnly === null ? '' : t(node.readOnly ? 'card.ro' : 'card.rw'),
    mark: markOfNode(node),
    lines: [
      kind.filter((part) => part !== null && part !== '').join(' · '),
      factsOf(node, words).join(' · '),
      worst === undefined ? well : `${t(`problem.${worst.code}.label`)}${more}`,
    ],
    spoken: describeCard(node, words, member),
    slot: feeds.dataCenters.get(node.classification.dataCenter ?? '') ?? null,
    folded: feeds.folded.get(id) ?? 0,
  };
}

/** What keeps others away first, as on the card. */
function factsOf(node: NodeView, { t, duration }: Words): readonly string[] {
  const lag = knownLag(node);
  const { downtime, maintenance } = node.registered;
  const facts = [
    node.detached.length === 0 ? null : t('detached.short'),
    downtime === null ? null : t('registered.downtime.short'),
    maintenance === null ? null : t('registered.maintenance.short'),
    node.problems.some(({ code }) => code === 'errant-gtid' || code === 'errant-meant') ? t('card.errant') : null,
    lag === null ? null : duration(lag),
    node.gtid === 'used' ? 'GTID' : null,
    [node.semiSync?.source, node.semiSync?.replica].includes('active') ? t('card.semiSync') : null,
    node.delaySeconds === 0 ? null : `+${duration(node.delaySeconds)}`,
  ];
  return facts.filter((fact) => fact !== null);
}

function lineOf({ path, plan, edge: id }: FlowLine, feeds: CanvasFeeds, words: Words): PictureLine | null {
  const { t } = words;
  if (plan === 'arriving') return { path, state: plan, text: t('edge.arriving'), semiSync: false, crosses: false };
  const edge = id === null ? undefined : feeds.edges.get(id);
  if (edge === undefined) return null;
  if (plan === 'leaving') return { path, state: plan, text: t('edge.leaving'), semiSync: false, crosses: false };
  const crosses = feeds.crossing.get(edge.id) ?? false;
  return { path, state: edge.state, text: edgeText(edge, words), semiSync: edge.semiSync, crosses };
}
