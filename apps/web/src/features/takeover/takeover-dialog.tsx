/** A master is to be replaced: how, by whom, and what speaks against each. It ends in a plan that shows everything it does. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Checkbox, Group, Modal, NativeSelect, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ClusterView, CommandTarget, InstanceId, PlanId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys, successorsQuery } from '../../shared/api/queries.ts';
import { useCommandTarget } from '../../shared/api/use-command-target.ts';
import { failureText } from '../../shared/i18n/failure-text.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { ReplaceWish } from '../../shared/moves/replace-wish.ts';
import { ChangeFailure } from '../../shared/registry/change-notices.tsx';
import { CopyAs } from '../../shared/ui/copy-as.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { CandidateList } from './candidate-list.tsx';
import { scheduleOf, windowProblem } from './schedule-facts.ts';
import type { Wished, WindowProblem } from './schedule-facts.ts';
import { ScheduleSection } from './schedule-section.tsx';
import type { Window } from './schedule-section.tsx';
import {
  BLOCKERS,
  REASONS,
  commandsOf,
  endsInOrder,
  firstChoice,
  isAnswering,
  refusalOf,
  requestOf,
  scheduleCommands,
} from './takeover-facts.ts';
import type { Because, Blockers, Commands, ReplaceRequest } from './takeover-facts.ts';
import { useScheduleTakeover } from './use-takeovers.ts';

export interface TakeoverDialogProps {
  /** `null`: it is closed. */
  readonly wish: ReplaceWish | null;
  readonly cluster: ClusterView;
  readonly onPlan: (plan: PlanId) => void;
  readonly onClose: () => void;
}

export function TakeoverDialog({ wish, cluster, onPlan, onClose }: TakeoverDialogProps): ReactElement {
  const { t } = useWords();
  return (
    <Modal
      opened={wish !== null}
      onClose={onClose}
      title={wish === null ? '' : t('takeover.title', { master: wish.master })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {wish !== null && (
        <Asked
          key={`${wish.master} ${wish.successor ?? ''}`}
          wish={wish}
          cluster={cluster}
          onPlan={onPlan}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

interface AskedProps extends TakeoverDialogProps {
  readonly wish: ReplaceWish;
}

function Asked({ wish, cluster, onPlan, onClose }: AskedProps): ReactElement {
  const words = useWords();
  const { t } = words;
  const answers = isAnswering(cluster, wish.master);
  const [because, setBecause] = useState<Because>(answers ? 'takeover' : 'dead');
  const [named, setNamed] = useState<InstanceId | null>(null);
  const [rejoins, setRejoins] = useState(true);
  const [blockers, setBlockers] = useState<Blockers>('refuse');
  const { data, error, refetch } = useQuery(successorsQuery(useApi(), wish.master, cluster.revision));
  const propose = usePropose((plan) => {
    onClose();
    onPlan(plan);
  });
  const scheduling = useScheduling();
  const target = useCommandTarget();
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  const successor = named ?? firstChoice(wish, data.ranked);
  const mayWait = because === 'takeover' && scheduling.change.mayChange;
  const isLater = mayWait && scheduling.window.isLater;
  const chosen = { isLater, window: scheduling.window, master: wish.master, because, successor, rejoins, blockers };
  const commands = commandsFor(chosen, target);
  const act = (): void => {
    if (isLater) scheduling.ask({ master: wish.master, successor, rejoins, blockers }, onClose);
    else if (successor !== null) propose.mutate(requestOf(wish.master, { because, successor, rejoins, blockers }));
  };
  return (
    <Stack gap="md">
      <WayChoice answers={answers} because={because} onChange={setBecause} />
      <CandidateList ranked={data.ranked} chosen={successor} onChoose={setNamed} />
      {answers && endsInOrder(because) && (
        <OfItsWrites rejoins={rejoins} blockers={blockers} onRejoins={setRejoins} onBlockers={setBlockers} />
      )}
      {mayWait && (
        <ScheduleSection value={scheduling.window} problem={scheduling.problem} onChange={scheduling.setWindow} />
      )}
      {propose.error !== null && (
        <Notice mark="warning" role="alert">
          {failureText(propose.error, words)}
        </Notice>
      )}
      {isLater && scheduling.problem !== null && (
        <Notice mark="warning" role="alert">
          {t(`takeover.schedule.wrong.${scheduling.problem}`)}
        </Notice>
      )}
      {isLater && <ChangeFailure failure={scheduling.change.failure} />}
      {commands !== null && <CopyAs {...commands} />}
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {t(isLater ? 'takeover.schedule.planned' : 'takeover.nothingYet')}
        </Text>
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            disabled={successor === null && !(isLater && scheduling.window.isBestThen)}
            loading={propose.isPending || scheduling.change.isRunning}
            onClick={act}
          >
            {t(isLater ? 'takeover.schedule.schedule' : 'takeover.show')}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

interface CommandsQuestion extends Chosen {
  readonly isLater: boolean;
  readonly window: Window;
  readonly because: Because;
}

/** `null`: what is chosen is not whole yet. */
function commandsFor(
  { isLater, window, because, ...chosen }: CommandsQuestion,
  target: CommandTarget,
): Commands | null {
  const { successor, master } = chosen;
  if (!isLater)
    return successor === null ? null : commandsOf(requestOf(master, { ...chosen, because, successor }), target);
  const { isBestThen, from, until } = window;
  // Whether it is past already is said when somebody asks.
  if (windowProblem(window, 0) !== null || (successor === null && !isBestThen)) return null;
  return scheduleCommands(scheduleOf({ ...chosen, successor: isBestThen ? null : successor, from, until }), target);
}

type Chosen = Pick<Wished, 'master' | 'successor' | 'rejoins' | 'blockers'>;

/** The window that is asked for; what is wrong with it is said once somebody asked. */
function useScheduling() {
  const change = useScheduleTakeover();
  const [window, setWindow] = useState<Window>(NO_WINDOW);
  const [problem, setProblem] = useState<WindowProblem | null>(null);
  return {
    change,
    window,
    problem,
    setWindow: (value: Window): void => {
      setWindow(value);
      setProblem(null);
    },
    ask: (chosen: Chosen, onDone: () => void): void => {
      const found = windowProblem(window, Date.now());
      setProblem(found);
      const { isBestThen, from, until } = window;
      const successor = isBestThen ? null : chosen.successor;
      if (found === null) change.run(scheduleOf({ ...chosen, successor, from, until }), onDone);
    },
  };
}

const NO_WINDOW: Window = { isLater: false, from: '', until: '', isBestThen: false };

interface OfItsWritesProps {
  readonly rejoins: boolean;
  readonly blockers: Blockers;
  readonly onRejoins: (rejoins: boolean) => void;
  readonly onBlockers: (blockers: Blockers) => void;
}

/** What is asked of a master that lives: how its writes end, and where it stands then. */
function OfItsWrites({ rejoins, blockers, onRejoins, onBlockers }: OfItsWritesProps): ReactElement {
  const { t } = useWords();
  return (
    <>
      <NativeSelect
        label={t('takeover.blockers.label')}
        value={blockers}
        data={BLOCKERS.map((value) => ({ value, label: t(`takeover.blockers.${value}`) }))}
        onChange={(event) => onBlockers(BLOCKERS.find((one) => one === event.currentTarget.value) ?? blockers)}
      />
      <Checkbox
        checked={rejoins}
        label={t('takeover.rejoins')}
        description={t('takeover.aboutRejoins')}
        onChange={(event) => onRejoins(event.currentTarget.checked)}
      />
    </>
  );
}

function usePropose(onPlan: (plan: PlanId) => void) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ReplaceRequest) => api.client.call('propose', { body }),
    onSuccess: (plan) => {
      cache.setQueryData(queryKeys.plan(plan.id), plan);
      onPlan(plan.id);
    },
  });
}

interface WayChoiceProps {
  readonly answers: boolean;
  readonly because: Because;
  readonly onChange: (because: Because) => void;
}

function WayChoice({ answers, because, onChange }: WayChoiceProps): ReactElement {
  const { t } = useWords();
  return (
    <Radio.Group
      label={t('takeover.how')}
      value={because}
      onChange={(value) => onChange(REASONS.find((one) => one === value) ?? because)}
    >
      <Stack gap={8} mt={6}>
        {REASONS.map((one) => {
          const refusal = refusalOf(one, answers);
          return (
            <Radio
              key={one}
              value={one}
              disabled={refusal !== null}
              label={t(`takeover.because.${one}`)}
              description={t(refusal ?? `takeover.aboutBecause.${one}`)}
            />
          );
        })}
      </Stack>
    </Radio.Group>
  );
}
