/** Where people are told of what happens: the same moments as hooks have, as requests instead of processes. */
import type { HookList } from '@topiary/engine';

/** `webhook`: the facts as JSON, signed. The others are the robots of those systems, as each wants to be told. */
export const NOTIFICATION_FORMATS = ['webhook', 'slack', 'wecom', 'dingtalk', 'feishu'] as const;
export type NotificationFormat = (typeof NOTIFICATION_FORMATS)[number];

export interface NotificationTarget {
  readonly name: string;
  readonly format: NotificationFormat;
  /** Often a credential in itself: it is never shown, nor is what a server answers on it. */
  readonly url: string;
  /** Signs; `null`: nothing is signed. Slack and WeCom know no signatures. */
  readonly secret: string | null;
  readonly lists: readonly HookList[];
  readonly language: 'en' | 'zh';
  /** Of one try. */
  readonly deadlineMs: number;
}
