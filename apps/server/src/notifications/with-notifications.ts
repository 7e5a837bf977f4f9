/**
 * Notifications behind the port of hooks, after the processes of each list: previewed, run and noted as those are. Nobody
 * waits for one, and none of them keeps a recovery from going on.
 */
import type { Clock, HookFacts, HookList, Hooks, RenderedHook } from '@topiary/engine';
import type { NotificationTarget } from './notification.ts';
import { notificationBody } from './notification-request.ts';
import { sendNotification } from './send-notification.ts';
import type { SendOptions } from './send-notification.ts';

/** On their way at the same time; further ones are dropped, and the recovery's steps say so. */
export const MAX_NOTIFICATIONS_UNDER_WAY = 64;

export function withNotifications(
  hooks: Hooks,
  /** As they are now: a reload may change them. */
  targets: () => readonly NotificationTarget[],
  options: SendOptions & { readonly clock: Clock },
): Hooks {
  let underWay = 0;
  return {
    render: (list, facts) => renderAll(hooks.render(list, facts), targets(), { list, facts }),
    run: async (hook) => {
      const target =
        hook.notification === undefined ? undefined : targets().find(({ name }) => name === hook.notification);
      if (target === undefined) return hooks.run(hook);
      if (underWay >= MAX_NOTIFICATIONS_UNDER_WAY)
        return { kind: 'not-started', status: `${MAX_NOTIFICATIONS_UNDER_WAY} are under way`, ms: 0, output: '' };
      underWay += 1;
      try {
        return await sendNotification(target, hook.input, options);
      } finally {
        underWay -= 1;
      }
    },
  };
}

function renderAll(
  processes: readonly RenderedHook[],
  targets: readonly NotificationTarget[],
  told: { readonly list: HookList; readonly facts: HookFacts },
): readonly RenderedHook[] {
  const wanted = targets.filter(({ lists }) => lists.includes(told.list));
  const count = processes.length + wanted.length;
  return [
    ...processes.map((hook) => ({ ...hook, count })),
    ...wanted.map((target, index) => rendered(target, { ...told, number: processes.length + index + 1, count })),
  ];
}

function rendered(
  target: NotificationTarget,
  {
    list,
    facts,
    number,
    count,
  }: {
    readonly list: HookList;
    readonly facts: HookFacts;
    readonly number: number;
    readonly count: number;
  },
): RenderedHook {
  // Of its address only where it goes: the rest of it lets anybody write there.
  const words = `POST ${new URL(target.url).origin} (${target.format}, ${target.name})`;
  return {
    list,
    number,
    count,
    template: words,
    script: '',
    shown: words,
    environment: {},
    arguments: [],
    input: notificationBody(target, list, facts),
    isAsynchronous: true,
    notification: target.name,
  };
}
