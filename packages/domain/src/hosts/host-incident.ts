/** The death of a host as one event that begins and ends, however many servers live there. */
import { message } from '../planning/message.ts';
import type { Message } from '../planning/message.ts';
import { formatDuration } from '../registry/duration.ts';
import type { Instant } from '../shared/time.ts';
import type { Instance, Problem } from '../topology/snapshot.ts';
import type { HostName } from './host.ts';
import type { HostVerdict } from './host-verdict.ts';

export interface HostIncident {
  readonly host: HostName;
  readonly since: Instant;
  /** How many servers fell silent with it, and how many of them were masters, when it was said. */
  readonly instances: number;
  readonly masters: number;
}

export type HostNews =
  | { readonly kind: 'down'; readonly incident: HostIncident }
  /** `answers`: a server there answers again. `forgotten`: no server is known there any more. */
  | { readonly kind: 'over'; readonly incident: HostIncident; readonly why: 'answers' | 'forgotten' };

/**
 * What a look at a host's servers changes. An incident that is open lasts until a server there answers: that some of them
 * are not sure any more, or that another one is found there dead, neither ends nor renews it.
 */
export function newsOfHost(
  open: HostIncident | null,
  seen: { readonly host: HostName; readonly verdict: HostVerdict; readonly isKnown: boolean },
): HostNews | null {
  const { host, verdict } = seen;
  if (open !== null) {
    if (!seen.isKnown) return { kind: 'over', incident: open, why: 'forgotten' };
    return verdict.kind === 'answers' ? { kind: 'over', incident: open, why: 'answers' } : null;
  }
  if (verdict.kind !== 'down') return null;
  const { since, instances, masters } = verdict;
  return { kind: 'down', incident: { host, since, instances, masters } };
}

export function sayHostNews(news: HostNews, now: Instant): Message {
  const { host, since, instances, masters } = news.incident;
  if (news.kind === 'down') return message('audit-host-down', { host, instances, masters, since });
  const duration = formatDuration(Math.max(0, now - since));
  return message(news.why === 'answers' ? 'audit-host-up' : 'audit-host-forgotten', { host, duration });
}

/** From the words of an earlier run's audit; `null` where they are not the beginning of an incident. */
export function incidentFrom({ code, params }: Message): HostIncident | null {
  if (code !== 'audit-host-down') return null;
  const { host, since, instances, masters } = params;
  const isWhole =
    typeof host === 'string' &&
    typeof since === 'number' &&
    typeof instances === 'number' &&
    typeof masters === 'number';
  return isWhole ? { host, since: since as Instant, instances, masters } : null;
}

/** Stands for the `unreachable` of each server there, where problems are listed. */
export function hostDownProblem({ host, instances, masters }: HostIncident): Problem {
  return { code: 'host-down', severity: 'critical', params: { host, instances, masters } };
}

/** Whether the host's death says what this server's own problem would say. */
export function isExplainedByHost(problem: Problem, { address }: Pick<Instance, 'address'>, host: HostName): boolean {
  return (problem.code === 'unreachable' || problem.code === 'never-reached') && address.host === host;
}
