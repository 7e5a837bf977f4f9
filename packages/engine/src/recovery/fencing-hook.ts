/** The configured command that fences a server which could not be closed by itself (`TopiaryFencingProcesses`). */
import { titleOf } from '@topiary/domain';
import type { Message, Plan, RecoveryRules, TopologySnapshot } from '@topiary/domain';
import type { FencingHookEnd, RunFencingHook } from '../plans/fence-server.ts';
import type { Logger } from '../ports/logger.ts';
import { detailOf } from '../shared/detail-of.ts';
import { failureFacts } from './failure-facts.ts';
import type { HookRunner } from './hook-runner.ts';

export interface FencingHookOptions {
  readonly hooks: Pick<HookRunner, 'render' | 'run'>;
  readonly rules: RecoveryRules;
  readonly snapshot: () => TopologySnapshot;
  /** Where this process runs. */
  readonly host: string;
  readonly logger: Logger;
}

const LIST = 'TopiaryFencingProcesses';

export function fencingHook({ hooks, rules, snapshot, host, logger }: FencingHookOptions): RunFencingHook {
  return async (instance, plan): Promise<FencingHookEnd> => {
    try {
      const facts = failureFacts({
        failed: { code: codeOf(plan), instance, cluster: plan.cluster, summary: titleOf(plan), isDowntimed: false },
        snapshot: snapshot(),
        rules,
        host,
        uid: plan.id,
        end: null,
        command: '',
      });
      if (hooks.render(LIST, facts).length === 0) return { kind: 'none' };
      const said: Message[] = [];
      const outcome = await hooks.run({ list: LIST, facts, note: (one) => said.push(one) });
      for (const { code, params } of said) logger.info('fencing-hook', { instance, code, ...params });
      return outcome.kind === 'done' ? { kind: 'done' } : { kind: 'failed', detail: endOf(said) };
    } catch (error) {
      return { kind: 'failed', detail: detailOf(error) };
    }
  };
}

/** What is fenced in a failover failed; else somebody asked for it, or it came back. */
function codeOf({ intent }: Plan): string {
  return intent.kind === 'replace-master' ? 'DeadMaster' : 'FormerMasterReturned';
}

function endOf(said: readonly Message[]): string {
  const end = said.findLast(({ code }) => code.startsWith('hook-') && code !== 'hook-output');
  return end === undefined ? 'failed' : `${end.code} ${end.params['status'] ?? ''}`.trim();
}
