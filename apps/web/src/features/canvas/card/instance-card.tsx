/**
 * One server. The card itself never renders again for data: its parts subscribe to what they show, so a new lag wakes
 * one line of one card. How much is drawn depends on how near the card is (`card-details.tsx`).
 */
import { memo, useEffect, useRef } from 'react';
import type { MouseEvent, ReactElement, RefObject } from 'react';
import type { NodeProps } from 'reactflow';
import type { InstanceId, NodeView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import type { Translate } from '../../../shared/i18n/text-key.ts';
import { MOVE } from '../../../shared/moves/move-actions.ts';
import { markOfNode, worstProblem } from '../../../shared/topology/severity.ts';
import { isAddress } from '../../../shared/topology/short-names.ts';
import { roleText } from '../../../shared/topology/groups.ts';
import { knownLag } from '../../../shared/topology/known-lag.ts';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { MarkIcon } from '../../../shared/ui/mark-icon.tsx';
import { useCanvas } from '../canvas-context.tsx';
import type { CardNode } from '../model/to-flow.ts';
import { DataCenterBand } from './data-center-band.tsx';
import { describeCard } from './describe-card.ts';
import { FactChips } from './fact-chips.tsx';
import { FoldButton } from './fold-button.tsx';
import { PlanMark } from './plan-mark.tsx';
import { Trailer } from './trailer.tsx';
import { VerdictMark } from './verdict-mark.tsx';
import classes from './instance-card.module.css';

export const InstanceCard = memo(function InstanceCard(props: NodeProps<CardNode>): ReactElement | null {
  const id = props.id as InstanceId;
  const node = useKeyed(useCanvas().feeds.nodes, id);
  return node === undefined ? null : <CardShell id={id} node={node} />;
});

interface CardProps {
  readonly id: InstanceId;
  readonly node: NodeView;
}

function CardShell({ id, node }: CardProps): ReactElement {
  const { feeds, actions, isPast } = useCanvas();
  const words = useWords();
  const place = useKeyed(feeds.places, id);
  const selected = useKeyed(feeds.selected, id) ?? false;
  const picked = useKeyed(feeds.picked, id) ?? false;
  const tabStop = useKeyed(feeds.tabStop, id) ?? false;
  const folded = useKeyed(feeds.folded, id);
  const held = useKeyed(feeds.held, id);
  const dimmed = useKeyed(feeds.dimmed, id);
  const changed = useKeyed(feeds.changed, id);
  const name = useKeyed(feeds.names, id) ?? id;
  const member = useKeyed(feeds.members, id);
  const ref = useFlash(signatureOf(node));
  const hasChildren = (place?.children.length ?? 0) > 0;
  return (
    <div
      role="treeitem"
      className={`${classes.place} nopan`}
      tabIndex={tabStop ? 0 : -1}
      aria-level={(place?.level ?? 0) + 1}
      aria-posinset={place?.position}
      aria-setsize={place?.siblings}
      aria-selected={selected || picked}
      aria-expanded={hasChildren ? folded === undefined : undefined}
      data-instance={id}
      data-held={held}
      data-open={selected || undefined}
      data-picked={picked || undefined}
      data-dimmed={dimmed}
      data-changed={changed}
      data-movable={(!isPast && MOVE.refusal(node) === null) || undefined}
      onClick={(event) => (picksMore(event) ? actions.pick(id) : actions.select(id))}
      onKeyDown={(event) => actions.onKey(event, id)}
      onFocus={() => actions.focused(id)}
      onContextMenu={(event) => {
        event.preventDefault();
        actions.openMenu(id, { x: event.clientX, y: event.clientY });
      }}
    >
      {/* Its name, in whole words; the face is for the eye. */}
      <span className={classes.spoken}>{describeCard(node, words, member)}</span>
      <div
        ref={ref}
        className={classes.card}
        data-mark={markOfNode(node)}
        data-muted={node.registered.downtime !== null || undefined}
        aria-hidden="true"
      >
        <CardFace node={node} name={name} />
      </div>
      {picked && (
        <span className={classes.picked} aria-hidden="true">
          <Icon name="check" size={13} strokeWidth={3} />
        </span>
      )}
      <PlanMark id={id} />
      <VerdictMark id={id} />
      {hasChildren && <FoldButton id={id} folded={folded} />}
      {changed === true && (
        <span className={classes.changed} aria-hidden="true">
          <Icon name="pencil" size={12} /> {words.t('playback.changed')}
        </span>
      )}
      {node.replicas > 0 && !isPast && <Trailer id={id} replicas={node.replicas} />}
    </div>
  );
}

/** As lists do it: with a modifier a click adds or takes away. */
function picksMore({ shiftKey, ctrlKey, metaKey }: MouseEvent): boolean {
  return shiftKey || ctrlKey || metaKey;
}

interface FaceProps {
  readonly node: NodeView;
  readonly name: string;
}

const CardFace = memo(function CardFace({ node, name }: FaceProps): ReactElement {
  const detail = useKeyed(useCanvas().feeds.details, node.id) ?? 'far';
  return detail === 'near' ? (
    <NearFace node={node} name={name} />
  ) : (
    <BriefFace node={node} name={name} detail={detail} />
  );
});

/** Mark and name, and role and lag where they can be read; what is seen of it is a matter of style. */
function BriefFace({ node, name, detail }: FaceProps & { readonly detail: 'far' | 'middle' }): ReactElement {
  const { duration } = useWords();
  const lag = knownLag(node);
  return (
    <div className={classes.brief} data-detail={detail}>
      <div className={classes.briefName}>
        <MarkIcon mark={markOfNode(node)} size={44} />
        <span>{name}</span>
      </div>
      <div className={classes.briefFacts}>
        <Role node={node} />
        {lag !== null && <span>{duration(lag)}</span>}
      </div>
      <DataCenterBand name={node.classification.dataCenter} far />
    </div>
  );
}

function NearFace({ node, name }: FaceProps): ReactElement {
  const { t } = useWords();
  return (
    <>
      <div className={classes.head}>
        <MarkIcon mark={markOfNode(node)} size={18} />
        <span className={classes.name} title={namesOf(node).join(', ')}>
          <CardNames node={node} name={name} />
        </span>
        <WriteMark node={node} />
      </div>
      <div className={classes.sub}>
        <Role node={node} />
        {node.version !== null && <span className={classes.ellipsis}>{productName(node, t)}</span>}
        {node.classification.dataCenter !== null && <span>{node.classification.dataCenter}</span>}
      </div>
      <FactChips node={node} />
      <ProblemLine node={node} />
      <DataCenterBand name={node.classification.dataCenter} />
    </>
  );
}

/** What people call it comes before an address, which says nothing to them and would leave no room. */
function CardNames({ node, name }: FaceProps): ReactElement {
  const called = namesOf(node).slice(1).join(' ');
  const [first, second] = called !== '' && isAddress(node.host) ? [called, name] : [name, called];
  return (
    <>
      {first}
      {second !== '' && <span className={classes.ownName}>{second}</span>}
    </>
  );
}

function Role({ node }: { readonly node: NodeView }): ReactElement {
  const { t } = useWords();
  const member = useKeyed(useCanvas().feeds.members, node.id);
  const isPrimary = member?.role === 'PRIMARY';
  return (
    <span className={classes.role} data-primary={isPrimary || undefined}>
      {isPrimary && <Icon name="star" size={12} />}
      {roleText(node, member, t)}
    </span>
  );
}

/** Its address, and what it is called beside that. */
function namesOf({ id, classification, ownName }: NodeView): readonly string[] {
  return [id, classification.alias, ownName].filter((name) => name !== null);
}

function WriteMark({ node }: { readonly node: NodeView }): ReactElement | null {
  const { t } = useWords();
  if (node.readOnly === null) return null;
  const text = node.readOnly
    ? node.superReadOnly === true
      ? t('card.superReadOnly')
      : t('card.readOnly')
    : t('card.writable');
  return (
    <span className={classes.write} data-writable={!node.readOnly} title={text}>
      <Icon name={node.readOnly ? 'lock' : 'pencil'} size={13} />
      {node.readOnly ? t('card.ro') : t('card.rw')}
    </span>
  );
}

function ProblemLine({ node }: { readonly node: NodeView }): ReactElement {
  const words = useWords();
  const worst = worstProblem(node.problems);
  if (worst === undefined) {
    return (
      <div className={classes.fine}>{node.health === 'unprobed' ? words.t('card.unprobed') : words.t('card.fine')}</div>
    );
  }
  const more = node.problems.length - 1;
  return (
    <div className={classes.problem} data-severity={worst.severity} title={node.problems.map(words.problem).join('\n')}>
      <span className={classes.ellipsis}>{words.t(`problem.${worst.code}.label`)}</span>
      {more > 0 && <span className={classes.more}>{words.t('card.more', { count: more })}</span>}
    </div>
  );
}

function productName(node: NodeView, t: Translate): string {
  return node.flavor === null ? (node.version ?? '') : `${t(`flavor.${node.flavor}`)} ${node.version ?? ''}`;
}

const FLASH_MS = 900;

/** What makes a card light up when it changes; lag does not, it changes all the time. */
function signatureOf(node: NodeView): string {
  const { downtime, maintenance } = node.registered;
  const registered = [downtime?.startedAt, maintenance?.startedAt];
  return [
    node.health,
    node.role,
    node.readOnly,
    node.gtid,
    node.detached.length,
    ...registered,
    ...node.problems.map((problem) => problem.code),
  ].join();
}

function useFlash(signature: string): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  const shown = useRef(signature);
  useEffect(() => {
    if (shown.current === signature) return;
    shown.current = signature;
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    ref.current?.animate([{ boxShadow: '0 0 0 6px var(--tp-flash)' }, { boxShadow: '0 0 0 0 transparent' }], {
      duration: FLASH_MS,
      easing: 'ease-out',
    });
  }, [signature]);
  return ref;
}
