/**
 * What needs somebody, as a list of news: everything among the problems once, when it comes up, and recoveries that ended
 * well, which are among no problems. Pure: two lists as they are now go in, and what is new since the last time comes out.
 */
import type { ClusterId, InstanceId, ProblemItem, ProblemsPage, RecoveryView } from '@topiary/contract';

export const MAX_NOTICES = 100;
/** Of recoveries that ended before the page was opened; older ones are history. */
const RECENT_MS = 3_600_000;

export type Severity = ProblemItem['severity'];

export type NoticeSubject =
  | { readonly kind: 'problem'; readonly item: ProblemItem }
  | { readonly kind: 'recovered'; readonly recovery: RecoveryView };

export interface Notice {
  /** The same thing that comes up again is another notice. */
  readonly key: string;
  /** Since when, by the server's clock, in milliseconds since 1970; where that is not known, when it was first seen. */
  readonly at: number;
  readonly severity: Severity;
  readonly cluster: ClusterId;
  readonly clusterName: string;
  readonly instance: InstanceId;
  /** It is not so any more. */
  readonly isOver: boolean;
  readonly subject: NoticeSubject;
}

export interface Seen {
  readonly problems: Pick<ProblemsPage, 'items' | 'total'>;
  readonly recoveries: readonly RecoveryView[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface News {
  /** The newest first, at most `MAX_NOTICES`. */
  readonly notices: readonly Notice[];
  /** Of those, what was not there before; nothing at the first look: what stands when a page is opened is no news. */
  readonly fresh: readonly Notice[];
}

export function foldNews(before: readonly Notice[] | null, seen: Seen): News {
  const known = new Map((before ?? []).map((notice) => [notice.key, notice]));
  const now = new Map(noticesOf(seen).map((notice) => [notice.key, known.get(notice.key) ?? notice]));
  // On a page that does not hold all of them, what is not there may be so still.
  const holdsAll = seen.problems.items.length >= seen.problems.total;
  const gone = [...known.values()].filter(({ key }) => !now.has(key));
  const notices = [
    ...[...now.values()].map((notice) =>
      notice.isOver && notice.subject.kind === 'problem' ? { ...notice, isOver: false } : notice,
    ),
    ...gone.map((notice) => (holdsAll && !notice.isOver ? { ...notice, isOver: true } : notice)),
  ]
    .toSorted((one, other) => other.at - one.at)
    .slice(0, MAX_NOTICES);
  return { notices, fresh: before === null ? [] : notices.filter(({ key }) => !known.has(key)) };
}

function noticesOf({ problems, recoveries, now }: Seen): readonly Notice[] {
  return [
    ...problems.items.filter(needsSomebody).map((item): Notice => {
      const { severity, cluster, clusterAlias, clusterName, instance, since } = item;
      const place = { cluster, clusterName: clusterAlias ?? clusterName, instance };
      const subject = { kind: 'problem', item } as const;
      return { key: keyOf(item), at: since ?? now, severity, ...place, isOver: false, subject };
    }),
    ...recoveries
      .filter((recovery) => endedWell(recovery, now))
      .map((recovery): Notice => {
        const { uid, cluster, clusterAlias, clusterName, instance, endedAt } = recovery;
        const place = { cluster, clusterName: clusterAlias ?? clusterName, instance };
        const subject = { kind: 'recovered', recovery } as const;
        return { key: `recovered ${uid}`, at: endedAt ?? now, severity: 'info', ...place, isOver: true, subject };
      }),
  ];
}

/** What another failure says already, and what is in downtime, wakes nobody. */
function needsSomebody(item: ProblemItem): boolean {
  if (item.kind !== 'failure' && item.kind !== 'structure') return true;
  const { outrankedBy, skipped } = item.finding;
  return outrankedBy === null && (skipped === null || skipped === 'just-restarted');
}

function endedWell({ endedAt, changed, details, successor, scope }: RecoveryView, now: number): boolean {
  if (endedAt === null || !changed || now - endedAt > RECENT_MS) return false;
  const replaces = scope === 'master' || scope === 'intermediate';
  return (successor !== null || !replaces) && details.errors.length === 0 && details.lost.length === 0;
}

function keyOf(item: ProblemItem): string {
  return [item.kind, item.cluster, item.instance, item.since ?? '', detailOf(item)].join(' ');
}

function detailOf(item: ProblemItem): string {
  switch (item.kind) {
    case 'failure':
    case 'structure':
      return item.finding.code;
    case 'server':
      return item.problems[0]?.code ?? '';
    case 'recovery':
      return `${item.recovery.uid} ${item.care}`;
    case 'held-back':
      return item.code;
    case 'takeover':
      return item.takeover.id;
  }
}
