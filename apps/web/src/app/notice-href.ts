import type { Notice } from '../features/notices/notices.ts';
import { paths } from './paths.ts';

/** Where one acts on what a notice tells. */
export function noticeHref({ subject, cluster, instance }: Notice): string {
  if (subject.kind === 'recovered') return paths.recovery(subject.recovery.uid);
  const { item } = subject;
  if (item.kind === 'recovery') return paths.recovery(item.recovery.uid);
  return item.kind === 'takeover' ? paths.takeovers : paths.instance(cluster, instance);
}
