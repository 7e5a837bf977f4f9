/** One thing that is wrong: what, where, since when, what was seen of it, and whether it is repaired by itself. */
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { FindingView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { useNow } from '../../shared/ui/use-now.ts';
import classes from './problems.module.css';

const PACE_MS = 5_000;

export interface FindingCardProps {
  readonly finding: FindingView;
  /** Where it is, with the ways to it. */
  readonly place: ReactNode;
}

export function FindingCard({ finding, place }: FindingCardProps): ReactElement {
  const words = useWords();
  const { t, message, duration } = words;
  const [isOpen, setIsOpen] = useState(false);
  const now = useNow(PACE_MS);
  const { code, severity, summary, since, outrankedBy } = finding;
  const seconds = Math.max(0, Math.round((now - since) / 1_000));
  return (
    <article
      className={classes.card}
      data-mark={severity}
      data-muted={outrankedBy !== null || finding.skipped !== null || undefined}
      aria-label={message(summary)}
    >
      <div className={classes.head}>
        <MarkIcon mark={severity} size={18} />
        <div>
          <strong>{message(summary)}</strong>
          <div className={classes.facts}>
            {place}
            <span>{code}</span>
            <span>{t('problems.since', { time: duration(seconds) })}</span>
          </div>
        </div>
      </div>
      <p className={classes.verdict}>{verdictOf(finding, words)}</p>
      <Button variant="subtle" size="compact-xs" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('problems.details')}
      </Button>
      {isOpen && <Details finding={finding} />}
    </article>
  );
}

/** In one sentence what becomes of it, unless somebody does something. */
function verdictOf({ outrankedBy, skipped, repair, act }: FindingView, { t, message }: Words): string {
  if (outrankedBy !== null) return t('problems.outranked', { code: outrankedBy });
  if (skipped !== null) return t(`problems.skipped.${skipped}`);
  if (repair === null) return t(`problems.noRepair.${act}`);
  if (repair.ready) return t('problems.ready');
  const closed = repair.gates.find(({ isOpen }) => !isOpen);
  return t('problems.notReady', { why: closed === undefined ? '' : message(closed.why) });
}

function Details({ finding: { evidence, repair } }: { readonly finding: FindingView }): ReactElement {
  const { t, message } = useWords();
  const closed = repair?.gates.filter(({ isOpen }) => !isOpen) ?? [];
  return (
    <div className={classes.details}>
      <h4>{t('problems.why')}</h4>
      <ul>
        {evidence.map((seen) => (
          <li key={seen.code + JSON.stringify(seen.params)}>{message(seen)}</li>
        ))}
      </ul>
      {closed.map(({ code, why, howToOpen }) => (
        <p key={code}>
          {t(`readiness.gate.${code}`)}: {message(why)}{' '}
          {howToOpen === null ? t('readiness.onlyTime') : t('readiness.how', { how: message(howToOpen) })}
        </p>
      ))}
    </div>
  );
}
