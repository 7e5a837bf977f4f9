import type { ProblemItem } from '@topiary/contract';
import type { Words } from './use-words.ts';

/** One thing that somebody has to see, in a sentence. A server is told by the gravest of its problems. */
export function problemTitle(item: ProblemItem, { t, problem, message }: Words): string {
  const { instance } = item;
  switch (item.kind) {
    case 'failure':
    case 'structure':
      return message(item.finding.summary);
    case 'server': {
      const [gravest] = item.problems;
      const text = gravest === undefined ? '' : problem(gravest);
      return t(item.role === 'replaced' ? 'problems.serverReplaced' : 'problems.server', { instance, text });
    }
    case 'recovery':
      return t(`problems.recovery.${item.care}`, { instance, code: item.recovery.code });
    case 'held-back':
      return t('problems.heldBack', { instance, code: item.code });
    case 'takeover':
      return t('problems.takeoverMissed', { instance, user: item.takeover.actor.user });
  }
}
