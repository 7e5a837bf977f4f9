import type { ReactElement } from 'react';
import { Anchor, Loader } from '@mantine/core';
import type { InstanceId, PlanView, StepView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { Icon } from '../../shared/ui/icons.tsx';
import type { IconName } from '../../shared/ui/icons.tsx';
import { terminated } from './plan-facts.ts';
import classes from './plan.module.css';

export interface PlanStepsProps {
  readonly plan: PlanView;
  readonly onSelect: (id: InstanceId) => void;
}

/** Stages run one after the other; the steps of one stage run at the same time. */
export function PlanSteps({ plan, onSelect }: PlanStepsProps): ReactElement {
  const { t } = useWords();
  const stages = plan.rounds.flatMap((round) => round.stages);
  return (
    <ol className={classes.stages} aria-label={t('plan.tab.steps')}>
      {stages.map((stage) => (
        <li key={stage.steps.map((step) => step.id).join()}>
          {stage.steps.length > 1 && (
            <p className={classes.parallel}>{t('plan.parallel', { count: stage.steps.length })}</p>
          )}
          {stage.steps.map((step) => (
            <Step key={step.id} step={step} onSelect={onSelect} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Step({
  step,
  onSelect,
}: {
  readonly step: StepView;
  readonly onSelect: (id: InstanceId) => void;
}): ReactElement {
  const words = useWords();
  const { t } = words;
  const results = Object.entries(step.results);
  return (
    <article className={classes.step} data-state={step.state}>
      <header>
        <StepMark state={step.state} />
        <strong>{words.message(step.title)}</strong>
        <span className={classes.took}>
          {step.tookMs === null ? t(`plan.stepState.${step.state}`) : words.milliseconds(step.tookMs)}
        </span>
      </header>
      <p className={classes.where}>
        {step.id} ·{' '}
        <Anchor component="button" size="xs" onClick={() => onSelect(step.instance)}>
          {step.instance}
        </Anchor>
      </p>
      {step.statements.length > 0 && (
        <CodeBlock text={step.statements.map(terminated).join('\n')} label={t('plan.sqlOf', { step: step.id })} />
      )}
      <p className={classes.facts}>
        {t('plan.stepFacts', {
          what: words.message(step.waitsFor),
          time: words.milliseconds(step.deadlineMs),
          undo: t(`plan.undoOf.${step.undo}`),
        })}
      </p>
      {step.reason !== null && <p className={classes.reason}>{words.message(step.reason)}</p>}
      {results.length > 0 && (
        <dl className={classes.results}>
          {results.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
}

const STEP_ICONS: Readonly<Record<Exclude<StepView['state'], 'running'>, IconName>> = {
  waiting: 'clock',
  done: 'check',
  failed: 'close',
  skipped: 'minus',
  'put-back': 'undo',
};

function StepMark({ state }: { readonly state: StepView['state'] }): ReactElement {
  return (
    <span className={classes.stepMark}>
      {state === 'running' ? <Loader size={14} /> : <Icon name={STEP_ICONS[state]} size={16} />}
    </span>
  );
}
