/** What came of a rehearsal: who follows whom, in which time, what is lost, what keeps life from going that way, and the trees. */
import type { ReactElement, ReactNode } from 'react';
import type { RehearsalView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import type { IconName } from '../../shared/ui/icons.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { momentsOf, treesOf } from './rehearsal-facts.ts';
import type { DrawnTree, Moment, TreeLine } from './rehearsal-facts.ts';
import classes from './rehearsal.module.css';

export function RehearsalResult({ shown }: { readonly shown: RehearsalView }): ReactElement {
  const words = useWords();
  const { t } = words;
  const { before, after } = treesOf(shown);
  return (
    <div className={classes.result}>
      <Outcome shown={shown} />
      {shown.heldBack.map(({ instance, gate }) => (
        <Notice key={instance} mark="warning" title={t('rehearsal.heldBack', { instance })}>
          {words.message(gate.why)} {gate.howToOpen !== null && words.message(gate.howToOpen)}
        </Notice>
      ))}
      <div className={classes.trees}>
        <Trees title={t('rehearsal.before')} trees={before} />
        <Trees title={t('rehearsal.after')} trees={after} />
      </div>
      {shown.findings.length > 0 && (
        <Part title={t('rehearsal.stillWrong')}>
          <ul className={classes.list}>
            {shown.findings.map(({ instance, code, severity, summary }) => (
              <li key={`${instance} ${code}`}>
                <MarkIcon mark={severity} size={15} /> {words.message(summary)}
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title={t('rehearsal.timeline')}>
        <ol className={classes.list}>
          {momentsOf(shown).map((moment) => (
            <li key={moment.key} className={classes.moment} data-kind={moment.kind}>
              <Icon name={MOMENT_ICONS[moment.kind]} size={15} />
              <span className={classes.after}>+{words.milliseconds(moment.afterMs)}</span>
              <span>{momentText(moment, words)}</span>
            </li>
          ))}
        </ol>
      </Part>
      <Steps shown={shown} />
    </div>
  );
}

function Outcome({ shown }: { readonly shown: RehearsalView }): ReactElement {
  const words = useWords();
  const { t } = words;
  const { recoveries, isOver } = shown;
  if (recoveries.length === 0)
    return (
      <Notice mark="info" title={t('rehearsal.nothingRepaired')} role="status">
        {t('rehearsal.model')}
      </Notice>
    );
  const lost = recoveries.flatMap((one) => one.lost);
  const isGood = isOver && lost.length === 0 && recoveries.every(({ recovery }) => recovery.successor !== null);
  return (
    <Notice mark={isGood ? 'ok' : 'critical'} role="status" title={<Winners shown={shown} />}>
      <span className={classes.line}>
        {lost.length === 0 ? t('rehearsal.nothingLost') : t('rehearsal.lost', { servers: lost.join(', ') })}
      </span>
      {recoveries.flatMap(({ recovery, errors }) =>
        errors.map((error) => (
          <span key={`${recovery.uid} ${error.code}`} className={classes.line}>
            {words.message(error)}
          </span>
        )),
      )}
      {!isOver && <span className={classes.line}>{t('rehearsal.notOver')}</span>}
      <span className={classes.model}>{t('rehearsal.model')}</span>
    </Notice>
  );
}

function Winners({ shown }: { readonly shown: RehearsalView }): ReactNode {
  const words = useWords();
  return shown.recoveries.map(({ recovery: { uid, instance, successor }, endedAfterMs, beganAfterMs }) => (
    <span key={uid} className={classes.line}>
      {successor === null
        ? words.t('rehearsal.notReplaced', { instance })
        : words.t('rehearsal.replaced', {
            instance,
            successor,
            time: words.milliseconds(endedAfterMs ?? beganAfterMs),
          })}
    </span>
  ));
}

const MOMENT_ICONS = { detected: 'warning', note: 'chevronRight', replaced: 'star' } as const satisfies Record<
  Moment['kind'],
  IconName
>;

function momentText(moment: Moment, words: Words): string {
  switch (moment.kind) {
    case 'detected':
      return words.t('rehearsal.detected', { code: moment.code, instance: moment.instance });
    case 'note':
      return words.message(moment.message);
    case 'replaced':
      return moment.successor === null
        ? words.t('rehearsal.notReplaced', { instance: moment.instance })
        : words.t('rehearsal.takesPlace', { instance: moment.instance, successor: moment.successor });
  }
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section aria-label={title}>
      <h2 className={classes.heading}>{title}</h2>
      {children}
    </section>
  );
}

function Steps({ shown }: { readonly shown: RehearsalView }): ReactElement | null {
  const words = useWords();
  const steps = shown.recoveries.flatMap(({ plan }) =>
    (plan?.rounds ?? []).flatMap(({ stages }) => stages.flatMap((stage) => stage.steps)),
  );
  if (steps.length === 0) return null;
  return (
    <Part title={words.t('rehearsal.steps')}>
      <ol className={classes.list}>
        {steps.map((step) => (
          <li key={`${step.instance} ${step.id}`} className={classes.moment} data-kind={step.state}>
            <Icon name={step.state === 'done' ? 'check' : 'warning'} size={15} />
            <span className={classes.after}>{words.milliseconds(step.tookMs)}</span>
            <span>{words.message(step.title)}</span>
          </li>
        ))}
      </ol>
    </Part>
  );
}

const LINE_ICONS = { dead: 'close', successor: 'star', moved: 'move' } as const satisfies Record<
  NonNullable<TreeLine['mark']>,
  IconName
>;

function Trees({ title, trees }: { readonly title: string; readonly trees: readonly DrawnTree[] }): ReactElement {
  const { t } = useWords();
  return (
    <Part title={title}>
      {trees.map(({ name, lines }) => (
        <ul key={`${name} ${lines[0]?.id ?? ''}`} className={classes.tree} aria-label={name}>
          {lines.map(({ id, level, mark }) => (
            <li key={id} data-mark={mark} style={{ paddingInlineStart: level * 20 }}>
              {level > 0 && <span aria-hidden="true">└ </span>}
              {id}
              {mark !== null && (
                <em>
                  <Icon name={LINE_ICONS[mark]} size={13} /> {t(`rehearsal.mark.${mark}`)}
                </em>
              )}
            </li>
          ))}
        </ul>
      ))}
    </Part>
  );
}
