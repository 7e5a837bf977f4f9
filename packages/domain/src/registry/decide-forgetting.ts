/**
 * Forgetting servers, and taking that back. Every address that leads to a forgotten server gets a tombstone: another
 * server that still names one of them, in an old list of replicas or as its source, does not bring it back.
 */
import { message } from '../planning/message.ts';
import { asInstant } from '../shared/time.ts';
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId } from '../topology/snapshot.ts';
import { isReadBySomebody } from '../topology/queries.ts';
import type { RegistryCommand } from './command.ts';
import type { RegistryDecision, RegistryQuestion } from './decide.ts';
import { problemOfDuration, refused, remove, withinBounds } from './decision.ts';
import { MAX_FORGOTTEN_AT_ONCE } from './limits.ts';
import { keyOfRegistration } from './registration.ts';
import type { ForgottenRegistration, RegistrationKey } from './registration.ts';
import { registeredOf, textOfKey } from './registry.ts';

type Forgetting = Extract<RegistryCommand, { readonly kind: 'forget' | 'forget-cluster' | 'remember' }>;

export function decideForgetting(command: Forgetting, question: RegistryQuestion): RegistryDecision {
  switch (command.kind) {
    case 'forget':
      return forget([command.instance], { command, question });
    case 'forget-cluster':
      return forget(question.snapshot.clusters.get(command.cluster)?.members ?? [], { command, question });
    case 'remember':
      return rememberAgain(command, question);
  }
}

interface Asked {
  readonly command: Exclude<Forgetting, { readonly kind: 'remember' }>;
  readonly question: RegistryQuestion;
}

function forget(servers: readonly InstanceId[], { command, question }: Asked): RegistryDecision {
  const problem = problemOfDuration(command.durationMs);
  if (problem !== null) return refused(problem);
  const { registry, snapshot } = question;
  const put = servers.flatMap((server) => tombstonesOf(server, { command, question }));
  if (put.length === 0) return { kind: 'nothing' };
  if (put.length > MAX_FORGOTTEN_AT_ONCE)
    return refused(message('too-many-to-forget', { count: put.length, limit: MAX_FORGOTTEN_AT_ONCE }));
  const cluster = command.kind === 'forget-cluster' ? command.cluster : null;
  const remove = cluster === null ? [] : keysOfCluster(cluster, registry);
  const summary =
    command.kind === 'forget-cluster'
      ? message('audit-forget-cluster', {
          cluster: snapshot.clusters.get(command.cluster)?.name ?? command.cluster,
          count: servers.length,
        })
      : message(command.why === 'asked' ? 'audit-forget' : 'audit-forget-unseen', { instance: command.instance });
  const instances = put.map(({ instance }) => instance).toSorted();
  return withinBounds(registry, { kind: 'change', change: { put, remove }, instances, cluster, summary });
}

function keysOfCluster(subject: ClusterId, { clusterAliases, profiles }: RegistryQuestion['registry']) {
  const keys: RegistrationKey[] = [];
  if (clusterAliases.has(subject)) keys.push({ kind: 'cluster-alias', subject, name: '' });
  if (profiles.has(subject)) keys.push({ kind: 'detection-profile', subject, name: '' });
  return keys;
}

function tombstonesOf(server: InstanceId, { command, question }: Asked): readonly ForgottenRegistration[] {
  const { snapshot, registry, now, user } = question;
  const aliases = [...snapshot.aliases].filter(([, kept]) => kept === server).map(([alias]) => alias);
  return [server, ...aliases]
    .filter((id) => registeredOf(registry, id).forgotten === null)
    .map((instance) => ({
      kind: 'forgotten',
      instance,
      server,
      why: command.kind === 'forget' ? command.why : 'asked',
      by: user ?? '',
      wasReplicating: takesPart(server, snapshot),
      at: now,
      expiresAt: asInstant(now + command.durationMs),
    }));
}

/** As far as it and those around it said when they were asked last. */
function takesPart(id: InstanceId, snapshot: RegistryQuestion['snapshot']): boolean {
  const instance = snapshot.instances.get(id);
  if (instance === undefined || instance.health !== 'ok') return false;
  const reads = instance.observation?.channels.some(({ receiver }) => receiver === 'running') === true;
  return reads || isReadBySomebody(snapshot, id);
}

function rememberAgain(
  { instance, why }: Extract<Forgetting, { readonly kind: 'remember' }>,
  { registry }: RegistryQuestion,
): RegistryDecision {
  const own = registry.entries.get(textOfKey({ kind: 'forgotten', subject: instance, name: '' }));
  if (own?.kind !== 'forgotten') return { kind: 'nothing' };
  const together = [...registry.entries.values()].filter(
    (one): one is ForgottenRegistration => one.kind === 'forgotten' && one.server === own.server,
  );
  const instances = together.map(({ instance: id }) => id).toSorted();
  const summary = message(why === 'asked' ? 'audit-remember' : 'audit-remember-replicates', { instance });
  return remove(together.map(keyOfRegistration), instances, summary);
}
