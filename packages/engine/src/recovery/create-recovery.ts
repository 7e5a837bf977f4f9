/** What watches for failures and repairs them, put together. */
import type { ClusterId, HostIncident, InstanceId, RecoveryRules, TopologySnapshot } from '@topiary/domain';
import { DEFAULT_ANALYSIS_SETTINGS, DEFAULT_BRAKE, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import type { EngineChange, EngineStatus } from '../api.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { RunFencingHook } from '../plans/fence-server.ts';
import type { PlanService } from '../plans/plan-service.ts';
import type { RegistryService } from '../registry/registry-service.ts';
import { NO_HOOKS } from '../ports/hooks.ts';
import { AccountWatch } from './account-watch.ts';
import { actingOf } from './acting-of.ts';
import { AnalysisSources } from './analysis-sources.ts';
import { AutoRecovery } from './auto-recovery.ts';
import { ConfirmByHand } from './confirm-by-hand.ts';
import { fencingHook } from './fencing-hook.ts';
import { FindingLog } from './finding-log.ts';
import { HookRunner } from './hook-runner.ts';
import { ManualRecoveries } from './manual-recovery.ts';
import { OldMasters } from './old-masters.ts';
import { ReceiverRestarts } from './receiver-restarts.ts';
import { RecoveryRunner } from './recovery-runner.ts';
import { RecoveryService } from './recovery-service.ts';
import { ReplacedMasters } from './replaced-masters.ts';
import { StormWatch } from './storm-watch.ts';
import { TakeoverSchedule } from './takeover-schedule.ts';

export interface RecoveryParts extends EngineParts {
  readonly plans: PlanService;
  readonly snapshot: () => TopologySnapshot;
  /** Resolves when the snapshot holds observations of these that began after the call. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
  readonly acting: () => EngineStatus['acting'];
  /** Made after this. */
  readonly registry: () => Pick<RegistryService, 'run' | 'registry'>;
  readonly onReplaced: (replaced: ReadonlyMap<InstanceId, InstanceId>) => void;
  readonly emit: (change: EngineChange) => void;
  readonly hostsDown: () => readonly HostIncident[];
  /** A storm of failures began or ended. */
  readonly onStorm: () => void;
}

export interface Recovery {
  readonly recoveries: RecoveryService;
  readonly hooks: HookRunner;
  readonly runner: RecoveryRunner;
  readonly automatic: AutoRecovery;
  readonly manual: ManualRecoveries;
  readonly byHand: ConfirmByHand;
  readonly replaced: ReplacedMasters;
  readonly storms: StormWatch;
  readonly takeovers: TakeoverSchedule;
  readonly findingLog: FindingLog;
  readonly restarts: ReceiverRestarts;
  readonly accounts: AccountWatch;
  readonly runFencingHook: RunFencingHook;
  /** What is wrong in these clusters may be something else by now. */
  changed(clusters: readonly ClusterId[]): void;
  start(): Promise<void>;
  stop(): void;
}

export function createRecovery(parts: RecoveryParts): Recovery {
  const { store, settings, acting } = parts;
  const rules = rulesOf(parts);
  const mayAct = (): boolean => acting().kind === 'self';
  const replaced = new ReplacedMasters({ ...parts, ...store, onChange: parts.onReplaced });
  const storms = new StormWatch({ ...parts, audit: store.audit, rules: rules.brake ?? DEFAULT_BRAKE, mayAct });
  const accounts = new AccountWatch({ ...parts, settings: settings.accountWatch ?? null });
  const recoveries = createService(parts, { rules, replaced, storms, accounts });
  const hooks = new HookRunner(parts.hooks ?? NO_HOOKS);
  const runner = new RecoveryRunner({
    ...parts,
    register: (command, actor) => parts.registry().run(command, actor),
    hooks,
    recoveries,
  });
  const { sources, automatic, findingLog } = createWatching(parts, { runner, recoveries, replaced, mayAct });
  const manual = new ManualRecoveries({
    ...parts,
    runner,
    findings: () => automatic.findings,
    repairOf: (finding) => automatic.repairOf(finding),
  });
  const oldMasters = new OldMasters({ ...parts, runner, rules, mayAct, replaced: () => replaced.all });
  const byHand = new ConfirmByHand({ ...parts, runner });
  const takeovers = new TakeoverSchedule({
    ...parts,
    store: store.takeovers,
    audit: store.audit,
    confirm: (plan, actor) => byHand.confirm(plan, actor),
    mayAct,
  });
  return {
    takeovers,
    findingLog,
    accounts,
    recoveries,
    hooks,
    runner,
    automatic,
    manual,
    byHand,
    replaced,
    runFencingHook: fencingHook({ ...parts, hooks, rules, host: settings.holder.hostname }),
    storms,
    restarts: new ReceiverRestarts({ ...parts, recoveries, rules, audit: store.audit }),
    ...lifeOf({ storms, sources, automatic, oldMasters, takeovers, replaced, accounts }),
  };
}

interface WatchingParts {
  readonly runner: RecoveryRunner;
  readonly recoveries: RecoveryService;
  readonly replaced: ReplacedMasters;
  readonly mayAct: () => boolean;
}

/** What is found, from what it rests on to what is done and remembered of it. */
function createWatching(parts: RecoveryParts, { runner, recoveries, replaced, mayAct }: WatchingParts) {
  const { store, settings, emit } = parts;
  const sources: AnalysisSources = new AnalysisSources({
    ...parts,
    analysis: settings.analysis ?? DEFAULT_ANALYSIS_SETTINGS,
    writeProbe: settings.writeProbe ?? null,
    mayAct,
    replaced: () => replaced.all,
    onChange: (clusters) => automatic.findings.lookNow(clusters),
  });
  const automatic: AutoRecovery = new AutoRecovery({
    ...parts,
    runner,
    recoveries,
    mayAct,
    context: () => sources.context,
    onFindings: (clusters) => {
      findingLog.changed(clusters);
      emit({ kind: 'findings', clusters });
    },
    onLooked: (clusters) => findingLog.looked(clusters),
  });
  const findingLog: FindingLog = new FindingLog({
    ...parts,
    store: store.findingChanges,
    findings: () => automatic.findings,
    mayWrite: () => mayAct() || settings.observeOnlyReason !== null,
  });
  return { sources, automatic, findingLog };
}

/** As configured now, a reload may change it, but for what people chose for single clusters. */
function rulesOf({ settings, registry }: RecoveryParts): RecoveryRules {
  const configured = settings.recovery ?? NO_AUTOMATIC_RECOVERY;
  const rules: RecoveryRules = {
    ...configured,
    chosen: (cluster) => registry().registry.profiles.get(cluster) ?? null,
  };
  for (const key of Object.keys(configured) as (keyof RecoveryRules)[])
    Object.defineProperty(rules, key, { enumerable: true, get: () => configured[key] });
  return rules;
}

interface ServiceParts {
  readonly rules: RecoveryRules;
  readonly replaced: ReplacedMasters;
  readonly storms: StormWatch;
  readonly accounts: AccountWatch;
}

function createService(parts: RecoveryParts, { rules, replaced, storms, accounts }: ServiceParts): RecoveryService {
  const { store, settings, emit, acting } = parts;
  return new RecoveryService({
    ...parts,
    recoveries: store.recoveries,
    audit: store.audit,
    holder: settings.holder,
    rules,
    acting: () => actingOf(acting()),
    onEnded: (ended) => replaced.ended(ended),
    onRecovery: (uid) => emit({ kind: 'recovery', uid }),
    storms,
    detection: { ...settings, pulse: settings.pulse ?? null },
    policy: () => ({ ...parts.policy, accounts: accounts.last }),
  });
}

interface Living extends Pick<Recovery, 'storms' | 'automatic' | 'takeovers' | 'replaced' | 'accounts'> {
  readonly sources: AnalysisSources;
  readonly oldMasters: OldMasters;
}

/** What all of them are told: what came first decides for those that follow. */
function lifeOf({
  storms,
  sources,
  automatic,
  oldMasters,
  takeovers,
  replaced,
  accounts,
}: Living): Pick<Recovery, 'changed' | 'start' | 'stop'> {
  return {
    changed: (clusters) => {
      storms.changed(clusters);
      sources.changed(clusters);
      automatic.changed(clusters);
      oldMasters.changed(clusters);
    },
    start: async () => {
      await replaced.load();
      sources.start();
      accounts.start();
    },
    stop: () => {
      sources.stop();
      accounts.stop();
      automatic.stop();
      oldMasters.stop();
      takeovers.stop();
    },
  };
}
