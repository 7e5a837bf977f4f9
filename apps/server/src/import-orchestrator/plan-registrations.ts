/**
 * What people registered in orchestrator: each row becomes the command that registers it here, as of the time it was
 * registered there, and is judged by the same rules as if somebody asked for it. What is set here already stays.
 */
import {
  addressOf,
  asClusterId,
  buildSnapshot,
  DEFAULT_POLICY,
  decideRegistration,
  keyOfRegistration,
  parsePromotionRule,
  say,
  textOfKey,
  unaskedRecord,
  withChange,
} from '@topiary/domain';
import type {
  ClusterId,
  InstanceId,
  Instant,
  Registration,
  Registry,
  RegistryCommand,
  SwitchedOff,
  TopologySnapshot,
} from '@topiary/domain';
import type { KnownInstance } from '@topiary/engine';
import type { OrchestratorData } from '@topiary/store';
import type { Lifetimes } from '../config/settings.ts';
import { CLUSTER_GONE } from './plan-inventory.ts';
import type { ImportPartName, Tally } from './report.ts';
import { idOf, shownServer } from './server-names.ts';
import { IMPORTED_BY } from './store-contents.ts';
import type { StoreContents } from './store-contents.ts';

export interface RegistrationsQuestion {
  readonly data: OrchestratorData;
  readonly contents: StoreContents;
  /** With those that the import brings. */
  readonly instances: readonly KnownInstance[];
  readonly clusterOf: ReadonlyMap<string, ClusterId>;
  /** How long what people do not limit holds. */
  readonly expiry: Lifetimes;
  readonly now: Instant;
  readonly tally: Tally;
}

export function planRegistrations(question: RegistrationsQuestion): readonly Registration[] {
  const wishes = [
    ...aliasWishes(question),
    ...tagWishes(question),
    ...poolWishes(question),
    ...candidateWishes(question),
    ...timedWishes('downtimes', question),
    ...timedWishes('maintenances', question),
    ...virtualNameWishes(question),
  ];
  const snapshot = snapshotOf(question);
  const put: Registration[] = [];
  let registry = question.contents.registry;
  for (const wish of wishes) {
    const outcome = judge(wish, { registry, snapshot, now: question.now });
    if (outcome.kind === 'left') question.tally.leave(wish.what, outcome.why, wish.shown);
    else if (outcome.kind === 'already') question.tally.has(wish.what);
    else {
      question.tally.take(wish.what);
      put.push(...outcome.put);
      registry = withChange(registry, { put: outcome.put, remove: [] });
    }
  }
  return put;
}

/** orchestrator's own switch: somebody who turned recoveries off there does not want them here. */
export function planSwitch({ data, contents, now, tally }: RegistrationsQuestion): SwitchedOff | null {
  if (!data.rows.global_recovery_disable.some(({ disable_recovery: off }) => off === 1)) return null;
  if (contents.isSwitchedOff) {
    tally.has('recovery switch');
    return null;
  }
  tally.take('recovery switch');
  const reason = 'switched off in orchestrator (disable-global-recoveries)';
  return { cluster: null, owner: IMPORTED_BY, reason, at: now, expiresAt: null };
}

interface Wish {
  readonly what: ImportPartName;
  /** For people. */
  readonly shown: string;
  /** `string`: why it cannot be asked for. */
  readonly command: RegistryCommand | string;
  /** When it was registered there. */
  readonly at: Instant;
}

type Judged =
  | { readonly kind: 'put'; readonly put: readonly Registration[] }
  | { readonly kind: 'already' }
  | { readonly kind: 'left'; readonly why: string };

interface Judging {
  readonly registry: Registry;
  readonly snapshot: TopologySnapshot;
  readonly now: Instant;
}

function judge({ command, at }: Wish, { registry, snapshot, now }: Judging): Judged {
  if (typeof command === 'string') return { kind: 'left', why: command };
  const decision = decideRegistration({ command, registry, snapshot, now: at, user: IMPORTED_BY });
  switch (decision.kind) {
    case 'nothing':
      return { kind: 'already' };
    case 'unknown-instance':
      return { kind: 'left', why: 'the server is not known there any more' };
    case 'unknown-cluster':
      return { kind: 'left', why: CLUSTER_GONE };
    case 'refused':
      if (decision.reason.code === 'already-in-maintenance') return { kind: 'already' };
      return { kind: 'left', why: say(decision.reason, 'en') };
    case 'change': {
      const { put } = decision.change;
      if (put.every(({ expiresAt }) => expiresAt !== null && expiresAt <= now))
        return { kind: 'left', why: 'its time is over' };
      const isSet = put.some((one) => registry.entries.has(textOfKey(keyOfRegistration(one))));
      return isSet ? { kind: 'already' } : { kind: 'put', put };
    }
  }
}

function aliasWishes({ data, clusterOf, now }: RegistrationsQuestion): readonly Wish[] {
  return data.rows.cluster_alias_override.map(({ cluster_name: name, alias }) => {
    const cluster = clusterOf.get(name);
    const command = cluster === undefined ? CLUSTER_GONE : ({ kind: 'set-cluster-alias', cluster, alias } as const);
    return { what: 'cluster aliases', shown: `${name} ${alias}`, command, at: now };
  });
}

const NO_ADDRESS = 'no address that could be asked';

function forServer(
  row: { readonly hostname: string; readonly port: number | null },
  command: (instance: InstanceId) => RegistryCommand | string,
): RegistryCommand | string {
  const id = idOf(row.hostname, row.port);
  return id === null ? NO_ADDRESS : command(id);
}

function tagWishes({ data, now }: RegistrationsQuestion): readonly Wish[] {
  return data.rows.database_instance_tags.map((row) => {
    const [name, value] = [row.tag_name, row.tag_value];
    return {
      what: 'tags',
      shown: `${shownServer(row)} ${name}`,
      command: forServer(row, (instance) => ({ kind: 'set-tag', instance, name, value })),
      at: row.last_updated ?? now,
    };
  });
}

function poolWishes({ data, now, expiry }: RegistrationsQuestion): readonly Wish[] {
  return data.rows.database_instance_pool.map((row) => ({
    what: 'pool members',
    shown: `${shownServer(row)} ${row.pool}`,
    command: forServer(row, (instance) => ({
      kind: 'join-pool',
      instance,
      pool: row.pool,
      durationMs: expiry.poolMs,
    })),
    at: row.registered_at ?? now,
  }));
}

function candidateWishes({ data, now, expiry }: RegistrationsQuestion): readonly Wish[] {
  return data.rows.candidate_database_instance.map((row) => ({
    what: 'promotion rules',
    shown: `${shownServer(row)} ${row.promotion_rule}`,
    command: forServer(row, (instance) => {
      const rule = parsePromotionRule(row.promotion_rule);
      if (rule === null) return `there is no promotion rule "${row.promotion_rule}"`;
      return { kind: 'register-candidate', instance, rule, durationMs: expiry.candidateMs };
    }),
    at: row.last_suggested ?? now,
  }));
}

/** Of a server in maintenance orchestrator keeps every earlier one; what it began by itself ends with it. */
function timedWishes(what: 'downtimes' | 'maintenances', question: RegistrationsQuestion): readonly Wish[] {
  const { data, now } = question;
  const rows =
    what === 'downtimes'
      ? data.rows.database_instance_downtime.map((row) => ({ ...row, active: row.downtime_active, bounded: 1 }))
      : data.rows.database_instance_maintenance
          .filter(({ maintenance_active: active }) => active === 1)
          .map((row) => ({ ...row, active: 1, bounded: row.explicitly_bounded ?? 0 }));
  const kind = what === 'downtimes' ? 'begin-downtime' : 'begin-maintenance';
  return rows.map((row) => {
    const begin = row.begin_timestamp ?? now;
    const { owner, reason, end_timestamp: end } = row;
    return {
      what,
      shown: shownServer(row),
      command: forServer(row, (instance) => {
        if (row.active !== 1 || (end !== null && end <= now)) return 'its time is over';
        if (row.bounded !== 1 || end === null) return 'it belongs to an act of orchestrator that ran';
        return {
          kind,
          instance,
          owner: owner.trim() || IMPORTED_BY,
          reason: reason.trim() || '-',
          durationMs: end - begin,
        };
      }),
      at: begin,
    };
  });
}

/** orchestrator keeps them by host; here they belong to servers. */
function virtualNameWishes({ data, instances, now, expiry }: RegistrationsQuestion): readonly Wish[] {
  return data.rows.hostname_unresolve.flatMap((row) => {
    const shown = `${row.hostname} ${row.unresolved_hostname}`;
    const at = row.last_registered ?? now;
    const host = row.hostname.toLowerCase();
    const on = instances.filter(({ id }) => addressOf(id).host === host);
    if (on.length === 0)
      return [{ what: 'virtual names', shown, command: 'the host has no server that is known', at } satisfies Wish];
    return on.map(({ id: instance }): Wish => {
      const command = {
        kind: 'set-virtual-name',
        instance,
        host: row.unresolved_hostname,
        durationMs: expiry.virtualNameMs,
      } as const;
      return { what: 'virtual names', shown, command, at };
    });
  });
}

function snapshotOf({ contents, instances, now }: RegistrationsQuestion): TopologySnapshot {
  let clusters = 0;
  const records = new Map(instances.map((known) => [known.id, unaskedRecord(addressOf(known.id), known)]));
  return buildSnapshot({
    asOf: now,
    records,
    aliases: new Map(),
    previous: null,
    changed: null,
    knownClusters: new Map(contents.known.clusters.map(({ id, revision }) => [id, { alias: null, revision }])),
    registered: contents.registry.instances,
    mintClusterId: () => asClusterId(`of-its-own-${(clusters += 1)}`),
    policy: DEFAULT_POLICY,
  }).snapshot;
}
