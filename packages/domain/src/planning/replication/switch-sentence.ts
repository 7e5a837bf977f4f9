/** What switching threads is called: by what it does to which of them. */
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { SwitchThreadsStep, ThreadChoice } from './replication-steps.ts';

export type Verb = 'start' | 'stop' | 'restart';
export type Which = 'both' | 'receiver' | 'applier';

export function switchSentence({ instance, stops, starts }: SwitchThreadsStep): Message {
  const stopped = whichOf(stops);
  const started = whichOf(starts);
  const params = { instance };
  if (started === null) return message(`step-stop-${stopped ?? 'both'}`, params);
  if (stopped === null) return message(`step-start-${started}`, params);
  return stopped === started ? message(`step-restart-${started}`, params) : message('step-switch-threads', params);
}

function whichOf({ receiver, applier }: ThreadChoice): Which | null {
  if (receiver && applier) return 'both';
  if (receiver) return 'receiver';
  return applier ? 'applier' : null;
}
