/** What watches for failures and repairs them, put together. */
import type { ClusterId, InstanceId, TopologySnapshot } from '@topiary/domain';
import { analysisContext, DEFAULT_ANALYSIS_SETTINGS, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import type { EngineStatus } from '../api.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { PlanService } from '../plans/plan-service.ts';
import { NO_HOOKS } from '../ports/hooks.ts';
import { actingOf } from './acting-of.ts';
import { AutoRecovery } from './auto-recovery.ts';
import { HookRunner } from './hook-runner.ts';
import { RecoveryRunner } from './recovery-runner.ts';
import { RecoveryService } from './recovery-service.ts';
import { ReplacedMasters } from './replaced-masters.ts';

export interface RecoveryParts extends EngineParts {
  readonly plans: PlanService;
  readonly snapshot: () => TopologySnapshot;
  readonly acting: () => EngineStatus['acting'];
  readonly onReplaced: (replaced: ReadonlyMap<InstanceId, InstanceId>) => void;
  readonly onFindings: (clusters: readonly ClusterId[]) => void;
}

export interface Recovery {
  readonly recoveries: RecoveryService;
  readonly hooks: HookRunner;
  readonly runner: RecoveryRunner;
  readonly automatic: AutoRecovery;
  readonly replaced: ReplacedMasters;
}

export function createRecovery(parts: RecoveryParts): Recovery {
  const { store, settings, acting } = parts;
  const replaced = new ReplacedMasters({ ...parts, recoveries: store.recoveries, onChange: parts.onReplaced });
  const recoveries = new RecoveryService({
    ...parts,
    recoveries: store.recoveries,
    audit: store.audit,
    holder: settings.holder,
    rules: settings.recovery ?? NO_AUTOMATIC_RECOVERY,
    acting: () => actingOf(acting()),
    onEnded: (ended) => replaced.ended(ended),
  });
  const hooks = new HookRunner(parts.hooks ?? NO_HOOKS);
  const runner = new RecoveryRunner({ ...parts, hooks, recoveries });
  const automatic = new AutoRecovery({
    ...parts,
    runner,
    recoveries,
    mayAct: () => acting().kind === 'self',
    context: () =>
      analysisContext({
        settings: settings.analysis ?? DEFAULT_ANALYSIS_SETTINGS,
        replacedMasters: replaced.all,
      }),
  });
  return { recoveries, hooks, runner, automatic, replaced };
}
