/**
 * `TopiaryNotifications`: whom to tell beside the hooks. Each entry is an object with a `Name`, a `Format`, a `Url` and, where
 * the system signs, a `Secret`; docs/notifications.md shows them. What is wrong is said by entry and field, and never with a
 * value: it may be a credential.
 */
import { HOOK_LISTS } from '@topiary/engine';
import { z } from 'zod';
import { NOTIFICATION_FORMATS } from '../notifications/notification.ts';
import type { NotificationFormat, NotificationTarget } from '../notifications/notification.ts';
import type { Configuration } from './schema.ts';

/** What fences a master is a command that has to succeed, and no news. */
const EVENTS = HOOK_LISTS.filter((list) => list !== 'TopiaryFencingProcesses');
const MAX_NOTIFICATIONS = 20;
const MAX_TEXT_LENGTH = 2_000;
const MS_PER_SECOND = 1_000;

const text = z.string().max(MAX_TEXT_LENGTH, `must have ${MAX_TEXT_LENGTH} characters at most`);

const entry = z.strictObject({
  Name: z.string().regex(/^[\w.-]{1,100}$/, 'must have 1 to 100 letters, digits, dots, hyphens and underscores'),
  Format: z.enum(NOTIFICATION_FORMATS, `must be one of ${NOTIFICATION_FORMATS.join(', ')}`),
  Url: text.refine(isHttpUrl, 'must be an address that begins with http:// or https://'),
  Secret: text.default(''),
  /** Left out: all but those that come before an act. */
  Events: z
    .array(z.enum(EVENTS, `must be names of hook lists: ${EVENTS.join(', ')}`))
    .min(1)
    .optional(),
  Language: z.enum(['en', 'zh'], 'must be "en" or "zh"').optional(),
  TimeoutSeconds: z
    .int('must be a whole number')
    .min(1, 'must be 1 at least')
    .max(60, 'must be 60 at most')
    .default(10),
});

type Entry = z.output<typeof entry>;

export type ParsedNotifications =
  | { readonly ok: true; readonly targets: readonly NotificationTarget[] }
  | { readonly ok: false; readonly problems: readonly string[] };

export function parseNotifications({
  TopiaryNotifications,
}: Pick<Configuration, 'TopiaryNotifications'>): ParsedNotifications {
  const problems: string[] = [];
  const targets: NotificationTarget[] = [];
  if (TopiaryNotifications.length > MAX_NOTIFICATIONS)
    problems.push(
      `TopiaryNotifications: there are ${TopiaryNotifications.length}; at most ${MAX_NOTIFICATIONS} are read.`,
    );
  for (const [index, given] of TopiaryNotifications.entries()) {
    const where = `TopiaryNotifications: entry ${index + 1}`;
    const parsed = entry.safeParse(given);
    if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => `${where}: ${sayIssue(issue)}.`));
    else if (targets.some(({ name }) => name === parsed.data.Name))
      problems.push(`${where}: the name "${parsed.data.Name}" stands there twice.`);
    else if (parsed.data.Secret !== '' && !SIGNS[parsed.data.Format])
      problems.push(`${where}: ${parsed.data.Format} knows no signature: remove Secret.`);
    else targets.push(targetOf(parsed.data));
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, targets };
}

function sayIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `it has fields that are not known: ${issue.keys.join(', ')}`;
  const [field = ''] = issue.path;
  return `${String(field)} ${issue.message.startsWith('must') ? issue.message : 'is missing or not right'}`;
}

const SIGNS: Readonly<Record<NotificationFormat, boolean>> = {
  webhook: true,
  slack: false,
  wecom: false,
  dingtalk: true,
  feishu: true,
};

const LANGUAGES: Readonly<Record<NotificationFormat, 'en' | 'zh'>> = {
  webhook: 'en',
  slack: 'en',
  wecom: 'zh',
  dingtalk: 'zh',
  feishu: 'zh',
};

const AFTER_AN_ACT = EVENTS.filter((list) => !list.startsWith('Pre'));

function targetOf({ Name, Format, Url, Secret, Events, Language, TimeoutSeconds }: Entry): NotificationTarget {
  return {
    name: Name,
    format: Format,
    url: Url,
    secret: Secret === '' ? null : Secret,
    lists: Events ?? AFTER_AN_ACT,
    language: Language ?? LANGUAGES[Format],
    deadlineMs: TimeoutSeconds * MS_PER_SECOND,
  };
}

function isHttpUrl(given: string): boolean {
  return URL.canParse(given) && ['http:', 'https:'].includes(new URL(given).protocol);
}
