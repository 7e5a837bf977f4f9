/** The change that is shown, in words: what became of whom, and what people and Topiary did meanwhile. */
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { ClusterMomentView, InstanceId, TimelineEventView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { changeText } from './change-text.ts';
import { eventsBetween } from './model/stops.ts';
import classes from './playback.module.css';

export interface ChangeListProps {
  readonly moment: ClusterMomentView;
  readonly events: readonly TimelineEventView[];
  readonly links: PastLinks;
  readonly onSelect: (id: InstanceId) => void;
}

export interface PastLinks {
  readonly recovery: (uid: string) => string;
  readonly plan: (id: NonNullable<TimelineEventView['plan']>) => string;
}

export function ChangeList({ moment, events, links, onSelect }: ChangeListProps): ReactElement {
  const words = useWords();
  const { t, time } = words;
  const { revision, changes, before } = moment;
  const meanwhile = eventsBetween(events, before?.at ?? null, revision.at);
  return (
    <section className={classes.changes} aria-label={t('playback.changes')}>
      <h2>{t('playback.changesAt', { time: time(revision.at) })}</h2>
      {changes.length === 0 && <p>{t(before === null ? 'playback.first' : 'playback.unchanged')}</p>}
      <ul>
        {changes.map((change) => {
          const { code, instance, channel, from, to } = change;
          const text = changeText(change, words);
          return (
            <li key={`${code} ${instance} ${channel} ${from} ${to}`} data-code={code}>
              {instance === null ? (
                text
              ) : (
                <button type="button" onClick={() => onSelect(instance)}>
                  {text}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {meanwhile.length > 0 && (
        <>
          <h3>{t('playback.events')}</h3>
          <ul>
            {meanwhile.map((event) => (
              <li key={`${event.kind} ${event.at} ${event.code} ${event.instance}`} data-kind={event.kind}>
                <time title={words.utc(event.at)}>{time(event.at)}</time> {eventText(event, words)}{' '}
                <EventLink event={event} links={links} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function eventText({ kind, instance, code, summary, user }: TimelineEventView, { t, messages }: Words): string {
  if (kind === 'recovery' || kind === 'detection')
    return t(`playback.eventKinds.${kind}`, { instance: instance ?? '', code });
  return [user, messages(summary)].filter((part) => part !== null && part !== '').join(': ');
}

function EventLink({
  event: { recovery, plan },
  links,
}: {
  readonly event: TimelineEventView;
  readonly links: PastLinks;
}) {
  const { t } = useWords();
  if (recovery !== null) return <Link to={links.recovery(recovery)}>{t('playback.openRecovery')}</Link>;
  return plan === null ? null : <Link to={links.plan(plan)}>{t('playback.openPlan')}</Link>;
}
