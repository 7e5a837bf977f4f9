import type { ReactElement } from 'react';
import { Box, List, Tabs } from '@mantine/core';
import { commandAt, planCurl, planRequestOf } from '@topiary/contract';
import type { InstanceId, MessageView, PlanId, PlanView } from '@topiary/contract';
import { useCommandTarget } from '../../shared/api/use-command-target.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { CodeBlock } from '../../shared/ui/code-block.tsx';
import { CopyAs } from '../../shared/ui/copy-as.tsx';
import { Icon } from '../../shared/ui/icons.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { MethodChoice } from './method-choice.tsx';
import { otherNotes } from './method-facts.ts';
import { PlanSteps } from './plan-steps.tsx';
import { OUTCOME_MARKS, outcomeText, sqlOf } from './plan-facts.ts';
import classes from './plan.module.css';

export interface PlanDetailsProps {
  readonly plan: PlanView;
  /** Absent where no other plan can be made of it. */
  readonly onPlan?: (plan: PlanId) => void;
  readonly onSelect: (id: InstanceId) => void;
}

export function PlanDetails({ plan, onPlan, onSelect }: PlanDetailsProps): ReactElement {
  const words = useWords();
  const { t } = words;
  const target = useCommandTarget();
  const cli = commandAt(plan.equivalents.cli, target);
  const curl = planCurl(planRequestOf(plan), target);
  const warnings = plan.checks.filter((check) => check.verdict === 'warn').length;
  return (
    <>
      <PlanReason plan={plan} />
      <Tabs defaultValue="steps" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="steps">{t('plan.tab.steps')}</Tabs.Tab>
          <Tabs.Tab value="sql">SQL</Tabs.Tab>
          <Tabs.Tab value="checks" rightSection={warnings === 0 ? undefined : <Warnings count={warnings} />}>
            {t('plan.tab.checks')}
          </Tabs.Tab>
          <Tabs.Tab value="equivalents">{t('plan.tab.equivalents')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="steps">
          <Changes plan={plan} />
          <MethodChoice plan={plan} {...(onPlan === undefined ? {} : { onPlan })} />
          <PlanSteps plan={plan} onSelect={onSelect} />
          <Notes plan={plan} />
        </Tabs.Panel>
        <Tabs.Panel value="sql">
          <CodeBlock text={sqlOf(plan)} label={t('plan.allSql')} />
        </Tabs.Panel>
        <Tabs.Panel value="checks">
          <Checks plan={plan} />
        </Tabs.Panel>
        <Tabs.Panel value="equivalents">
          <p className={classes.lead}>{t('plan.equivalentCli')}</p>
          <CodeBlock text={cli} label={t('plan.equivalentCli')} />
          <p className={classes.lead}>{t('plan.equivalentApi')}</p>
          <CodeBlock text={curl} label={t('plan.equivalentApi')} />
          {target.signsIn && <p className={classes.lead}>{t('common.copyAsAuth')}</p>}
        </Tabs.Panel>
      </Tabs>
      <Box mt="md">
        <CopyAs cli={cli} curl={curl} />
      </Box>
    </>
  );
}

function Warnings({ count }: { readonly count: number }): ReactElement {
  const { t } = useWords();
  return (
    <span className={classes.warnings} title={t('plan.warnings', { count })}>
      <MarkIcon mark="warning" size={14} /> {count}
    </span>
  );
}

/** How it ended and why, or what keeps it from ending, and whether a restart of Topiary came in between. */
function PlanReason({ plan }: { readonly plan: PlanView }): ReactElement | null {
  const words = useWords();
  const { outcome, reason, resumed, retries = [] } = plan;
  if (outcome === null && resumed === null && reason === null && retries.length === 0) return null;
  const unfinished = reason === null ? 'info' : 'warning';
  return (
    <Box mb="md">
      <Notice mark={outcome === null ? unfinished : OUTCOME_MARKS[outcome]}>
        {outcome !== null && <div>{outcomeText({ ...plan, outcome }, words)}</div>}
        {reason !== null && <div>{words.message(reason)}</div>}
        {resumed !== null && <div>{words.t(`plan.resumed.${resumed}`)}</div>}
        {retries.map(({ lane, attempt, said, reason: why }) => (
          <div key={`${lane} ${attempt}`}>{words.messages([said, why])}</div>
        ))}
      </Notice>
    </Box>
  );
}

function Changes({ plan }: { readonly plan: PlanView }): ReactElement | null {
  const { t } = useWords();
  if (plan.changes.length < 2) return null;
  return (
    <List size="sm" mb="md" className={classes.changes}>
      {plan.changes.map((change) => (
        <List.Item key={`${change.replica}/${change.channel}`}>
          {t('plan.change', { replica: change.replica, from: change.from, to: change.to })}
        </List.Item>
      ))}
    </List>
  );
}

function Notes({ plan }: { readonly plan: PlanView }): ReactElement | null {
  const words = useWords();
  const notes = otherNotes(plan);
  if (notes.length === 0) return null;
  return (
    <section className={classes.notes} aria-label={words.t('plan.notes')}>
      <h3>{words.t('plan.notes')}</h3>
      <ul>
        {notes.map((note) => (
          <li key={note.code + JSON.stringify(note.params)}>
            {words.message(note)} {words.messages(whyLeftBehind(note, plan))}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The checks that keep it from being moved, where a note says that a replica stays. */
function whyLeftBehind({ code, params }: MessageView, { checks }: PlanView): readonly MessageView[] {
  if (code !== 'replica-left-behind') return [];
  return checks.filter((one) => one.verdict === 'warn' && one.replica === params['replica']).map((one) => one.message);
}

const CHECK_ICONS = { pass: 'check', warn: 'warning', fail: 'forbidden' } as const;

function Checks({ plan }: { readonly plan: PlanView }): ReactElement {
  const words = useWords();
  return (
    <ul className={classes.checks}>
      {plan.checks.map((check) => (
        <li key={check.message.code + JSON.stringify(check.message.params)} data-verdict={check.verdict}>
          <Icon name={CHECK_ICONS[check.verdict]} size={16} />
          <span>
            <span className={classes.hidden}>{words.t(`plan.check.${check.verdict}`)} </span>
            {words.message(check.message)}
          </span>
        </li>
      ))}
    </ul>
  );
}
