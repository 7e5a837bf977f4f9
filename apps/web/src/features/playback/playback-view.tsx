/** A cluster in the past: the same drawing, of a moment of which nothing can be changed any more, and the line of time below it. */
import { useEffect, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import { ApiError } from '@topiary/contract';
import type { ClusterId, ClusterMomentView, ClusterView, InstanceId } from '@topiary/contract';
import type { Words } from '../../shared/i18n/use-words.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { PastLook } from '../../shared/topology/past-look.ts';
import { useAnnounce } from '../../shared/ui/announcer.tsx';
import { Icon } from '../../shared/ui/icons.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { useKeys } from '../../shared/ui/use-keys.ts';
import { ChangeList } from './change-list.tsx';
import type { PastLinks } from './change-list.tsx';
import { changeText } from './change-text.ts';
import { drawnPicture } from './model/drawn-picture.ts';
import classes from './playback.module.css';
import { Timeline } from './timeline.tsx';
import { Transport } from './transport.tsx';
import { usePlayback } from './use-playback.ts';
import type { Playback, PlaybackAddress } from './use-playback.ts';

export interface PlaybackViewProps {
  readonly cluster: ClusterId;
  readonly name: string;
  readonly address: PlaybackAddress;
  /** The drawing, or the table, of what is given to it. */
  readonly renderMoment: (drawn: DrawnMoment) => ReactElement;
  readonly links: PastLinks;
  readonly onLive: () => void;
}

export interface DrawnMoment {
  readonly cluster: ClusterView;
  readonly past: PastLook;
  readonly selected: InstanceId | null;
  readonly onSelect: (id: InstanceId | null) => void;
}

export function PlaybackView({ cluster, name, address, renderMoment, links, onLive }: PlaybackViewProps): ReactElement {
  const playback = usePlayback(cluster, address);
  const [selected, setSelected] = useState<InstanceId | null>(null);
  const { stepBy, moment, history } = playback;
  useKeys({ '[': () => stepBy(-1), ']': () => stepBy(1), l: onLive, Escape: onLive });
  useSayChange(moment);
  if (history === undefined)
    return playback.failure === null ? <Waiting /> : <Failure error={playback.failure} onRetry={playback.retry} />;
  return (
    <div className={classes.page}>
      <PastBanner name={name} playback={playback} onLive={onLive} />
      <div className={classes.stage}>
        <Stage playback={playback} renderMoment={renderMoment} selected={selected} onSelect={setSelected} />
      </div>
      <div className={classes.below}>
        <Transport cluster={cluster} playback={playback} onSpan={address.onSpan} />
        <Timeline playback={playback} />
        <LeftOut playback={playback} />
        {moment !== undefined && (
          <ChangeList moment={moment} events={history.events} links={links} onSelect={setSelected} />
        )}
      </div>
    </div>
  );
}

interface PastBannerProps {
  readonly name: string;
  readonly playback: Playback;
  readonly onLive: () => void;
}

/** Nobody must take the past for the present. */
function PastBanner({ name, playback: { at, moment }, onLive }: PastBannerProps): ReactElement {
  const words = useWords();
  const { t, time } = words;
  const isLater = moment !== undefined && at - moment.revision.at >= 1_000;
  return (
    <div className={classes.banner} role="note" aria-label={t('playback.past')}>
      <Icon name="history" size={20} />
      <strong>{t('playback.past')}</strong>
      <span className={classes.moment}>
        <time title={words.utc(at)}>
          {t(moment === undefined ? 'playback.unknown' : 'playback.stood', { cluster: name, time: time(at) })}
        </time>{' '}
        {isLater && t('playback.stoodBefore', { time: time(moment.revision.at) })} {t('playback.readOnly')}
      </span>
      <Button size="xs" onClick={onLive} title={t('playback.liveKey')}>
        {t('playback.live')}
      </Button>
    </div>
  );
}

interface StageProps extends Pick<PlaybackViewProps, 'renderMoment'> {
  readonly playback: Playback;
  readonly selected: InstanceId | null;
  readonly onSelect: (id: InstanceId | null) => void;
}

function Stage({ playback, renderMoment, selected, onSelect }: StageProps): ReactElement {
  const { moment, momentFailure } = playback;
  const drawn = useMemo(() => (moment === undefined ? null : drawnPicture(moment.picture)), [moment]);
  const past = useMemo(() => (moment === undefined ? NOTHING_CHANGED : lookOf(moment)), [moment]);
  if (drawn === null) return momentFailure === null ? <Waiting /> : <NotKept playback={playback} />;
  return renderMoment({ cluster: drawn, past, selected, onSelect });
}

const NOTHING_CHANGED: PastLook = { changed: new Set(), moved: [] };

function lookOf({ changes, picture }: ClusterMomentView): PastLook {
  const there = new Set(picture.servers.map(({ id }) => id));
  const named = changes.flatMap(({ instance }) => (instance !== null && there.has(instance) ? [instance] : []));
  const moved = changes.flatMap(({ code, instance, channel, from }) =>
    code === 'source-changed' && instance !== null
      ? [{ replica: instance, channel: channel ?? '', from: from as InstanceId | null }]
      : [],
  );
  return { changed: new Set(named), moved };
}

/** Nothing is kept at all, or nothing of that time. */
function NotKept({ playback }: { readonly playback: Playback }): ReactElement {
  const { t, time } = useWords();
  const { history, momentFailure, goTo, retry } = playback;
  const isUnknown = momentFailure instanceof ApiError && momentFailure.code === 'moment-not-kept';
  if (!isUnknown || history === undefined) return <Failure error={momentFailure} onRetry={retry} />;
  const { kept, keptDays } = history;
  return (
    <div className={classes.notKept}>
      <Notice mark="info" role="status">
        {kept === null ? t('playback.none', { days: keptDays }) : t('playback.tooOld', { time: time(kept.first) })}
        {kept !== null && (
          <Button size="xs" variant="default" onClick={() => goTo(kept.first)}>
            {t('playback.toFirst')}
          </Button>
        )}
      </Notice>
    </div>
  );
}

/** What the line does not show. */
function LeftOut({ playback: { history, stops, goTo } }: { readonly playback: Playback }): ReactElement | null {
  const { t } = useWords();
  if (history === undefined) return null;
  const { moreRevisions, moreEvents, kept } = history;
  const said = [
    stops.length === 0 && kept !== null ? t('playback.emptyRange') : null,
    moreRevisions > 0 ? t('playback.more', { count: moreRevisions }) : null,
    moreEvents ? t('playback.moreEvents') : null,
  ].filter((text) => text !== null);
  if (said.length === 0) return null;
  return (
    <p className={classes.leftOut} role="status">
      {said.join(' ')}{' '}
      {stops.length === 0 && kept !== null && (
        <Button size="compact-xs" variant="default" onClick={() => goTo(kept.last)}>
          {t('playback.toNewest')}
        </Button>
      )}
    </p>
  );
}

/** What a step changed is said too, not only drawn. */
function useSayChange(moment: ClusterMomentView | undefined): void {
  const announce = useAnnounce();
  const words = useWords();
  const said = moment === undefined ? null : saidOf(moment, words);
  useEffect(() => {
    if (said !== null) announce(said);
  }, [announce, said]);
}

const MAX_SAID = 3;

function saidOf({ revision, changes }: ClusterMomentView, words: Words): string {
  const texts = changes.slice(0, MAX_SAID).map((change) => changeText(change, words));
  const rest = changes.length - texts.length;
  const more = rest > 0 ? [words.t('announce.more', { count: rest })] : [];
  return [`${words.time(revision.at)}:`, ...texts, ...more].join(' ');
}
