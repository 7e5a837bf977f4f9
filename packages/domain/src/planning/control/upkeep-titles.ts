/** What is asked for, where its last step does not say it or runs on another server. */
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { Intent } from '../plan.ts';

export function upkeepTitle({ instance, act }: Extract<Intent, { kind: 'control' }>): Message | null {
  switch (act.kind) {
    case 'gtid-errant-inject-empty':
    case 'gtid-errant-set-purged':
    case 'gtid-errant-reset-master':
    case 'reset-master':
      return message(`title-${act.kind}`, { instance });
    case 'set-gtid-mode':
      return message(act.to === 'ON' ? 'title-gtid-mode-on' : 'title-gtid-mode-off', { instance });
    case 'fence':
      return message('title-fence', { instance });
    case 'rejoin':
      return message('title-rejoin', { instance, below: act.below });
    case 'play-part':
      return message(`title-play-part-${act.part}`, { instance });
    case 'clone-from':
      return message('title-clone-from', { instance, donor: act.donor });
    default:
      return null;
  }
}
