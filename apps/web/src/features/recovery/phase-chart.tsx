/** Where the time of a recovery went: one bar per phase, from the end of the one before it. Also a table, for those who cannot see it. */
import type { ReactElement } from 'react';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { phasesOf } from './recovery-facts.ts';
import type { Phase, Timed } from './recovery-facts.ts';
import classes from './recovery.module.css';

const NAMES = ['seen', 'confirmed', 'decided', 'hooks', 'fenced', 'promoted', 'repointed', 'ended'] as const;
/** Wide enough to be seen, however short. */
const MIN_PERCENT = 0.8;

export function PhaseChart({ recovery }: { readonly recovery: Timed }): ReactElement {
  const words = useWords();
  const { t, milliseconds } = words;
  const phases = phasesOf(recovery);
  const totalMs = Math.max(1, phases.at(-1)?.reachedMs ?? 1);
  if (phases.length === 0)
    return (
      <p className={classes.muted}>{t(recovery.endedAt === null ? 'recovery.noPhasesYet' : 'recovery.noPhases')}</p>
    );
  return (
    <table className={classes.phases} aria-label={t('recovery.phases')}>
      <thead>
        <tr>
          <th scope="col">{t('recovery.phase')}</th>
          <th scope="col">{t('recovery.reached')}</th>
          <th scope="col">{t('recovery.phaseTook')}</th>
          <td aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {phases.map((phase) => (
          <tr key={phase.phase}>
            <th scope="row">{phaseName(phase.phase, words)}</th>
            <td>{milliseconds(phase.reachedMs)}</td>
            <td>{milliseconds(phase.tookMs)}</td>
            <td aria-hidden="true">
              <Bar phase={phase} totalMs={totalMs} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Bar({ phase, totalMs }: { readonly phase: Phase; readonly totalMs: number }): ReactElement {
  const percent = (ms: number): number => (100 * ms) / totalMs;
  const left = Math.min(percent(phase.reachedMs - phase.tookMs), 100 - MIN_PERCENT);
  return (
    <div className={classes.track}>
      <div
        className={classes.bar}
        data-phase={phase.phase}
        style={{ insetInlineStart: `${left}%`, width: `${Math.max(percent(phase.tookMs), MIN_PERCENT)}%` }}
      />
    </div>
  );
}

/** One that this page has no words for keeps its own name. */
export function phaseName(phase: string, { t }: Words): string {
  const known = NAMES.find((name) => name === phase);
  return known === undefined ? phase : t(`recovery.phaseName.${known}`);
}
