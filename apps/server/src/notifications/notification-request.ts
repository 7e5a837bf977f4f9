/**
 * A notification as each system wants it. Sources: the documentation of Slack's incoming webhooks, of WeCom's group robots,
 * of DingTalk's custom robots (signature in the query) and of Feishu's custom bots (signature in the body).
 */
import { createHmac } from 'node:crypto';
import type { Instant } from '@topiary/domain';
import type { HookFacts, HookList } from '@topiary/engine';
import type { NotificationFormat, NotificationTarget } from './notification.ts';
import { notificationText } from './notification-text.ts';
import type { NotificationText } from './notification-text.ts';

/** The least that any of them takes is WeCom's 4096 bytes; a character has three at most. */
export const MAX_NOTIFICATION_CHARACTERS = 1_300;
const MS_PER_SECOND = 1_000;

export interface NotificationRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface NotificationMessage {
  readonly list: HookList;
  readonly text: NotificationText;
  /** All that is known, for `webhook`. */
  readonly facts: HookFacts;
}

/** What is sent, before it is signed. */
export function notificationBody(target: NotificationTarget, list: HookList, facts: HookFacts): string {
  const text = notificationText(list, facts, target.language);
  return JSON.stringify(BODIES[target.format]({ list, text, facts }));
}

const BODIES: Readonly<Record<NotificationFormat, (message: NotificationMessage) => object>> = {
  webhook: ({ list, text, facts }) => ({ list, title: text.title, text: text.lines.join('\n'), ...facts }),
  slack: ({ text }) => ({
    text: cut([`*${escapedForSlack(text.title)}*`, ...text.lines.map(escapedForSlack)].join('\n')),
  }),
  wecom: ({ text }) => ({ msgtype: 'text', text: { content: cut([text.title, ...text.lines].join('\n')) } }),
  dingtalk: ({ text }) => ({ msgtype: 'text', text: { content: cut([text.title, ...text.lines].join('\n')) } }),
  feishu: ({ text }) => ({ msg_type: 'text', content: { text: cut([text.title, ...text.lines].join('\n')) } }),
};

/** Names come from servers: none of them may become a link or call a whole channel. */
function escapedForSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string): string {
  return text.length <= MAX_NOTIFICATION_CHARACTERS ? text : `${text.slice(0, MAX_NOTIFICATION_CHARACTERS - 1)}…`;
}

/** With the time of this try, which signatures are made of. */
export function signedRequest(target: NotificationTarget, body: string, now: Instant): NotificationRequest {
  const { url, secret, format } = target;
  const plain = { url, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
  if (secret === null) return plain;
  switch (format) {
    case 'webhook': {
      const timestamp = String(now);
      const signature = hmac(secret, `${timestamp}.${body}`).toString('hex');
      const signed = { 'x-topiary-timestamp': timestamp, 'x-topiary-signature': `sha256=${signature}` };
      return { ...plain, headers: { ...plain.headers, ...signed } };
    }
    case 'dingtalk': {
      const signed = new URL(url);
      signed.searchParams.set('timestamp', String(now));
      signed.searchParams.set('sign', hmac(secret, `${now}\n${secret}`).toString('base64'));
      return { ...plain, url: signed.href };
    }
    case 'feishu': {
      const timestamp = String(Math.floor(now / MS_PER_SECOND));
      const sign = hmac(`${timestamp}\n${secret}`, '').toString('base64');
      return { ...plain, body: JSON.stringify({ timestamp, sign, ...(JSON.parse(body) as object) }) };
    }
    case 'slack':
    case 'wecom':
      return plain;
  }
}

function hmac(key: string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
