import { expect, test } from 'vitest';
import { parseNotifications } from './notifications.ts';

const parse = (...entries: readonly Record<string, unknown>[]) =>
  parseNotifications({ TopiaryNotifications: [...entries] });
const SLACK = { Name: 'ops', Format: 'slack', Url: 'https://hooks.example/T1' };

test('a notification is told of what has happened, in the language of its system, unless it says otherwise', () => {
  const parsed = parse(SLACK, {
    ...SLACK,
    Name: 'duty',
    Format: 'feishu',
    Secret: 'x',
    Events: ['PreFailoverProcesses'],
  });
  expect(parsed).toMatchObject({
    ok: true,
    targets: [
      { name: 'ops', language: 'en', secret: null, deadlineMs: 10_000 },
      { name: 'duty', language: 'zh', secret: 'x', lists: ['PreFailoverProcesses'] },
    ],
  });
  const [first] = parsed.ok ? parsed.targets : [];
  expect(first?.lists).toContain('OnFailureDetectionProcesses');
  expect(first?.lists).not.toContain('PreFailoverProcesses');
});

test.each([
  [{ ...SLACK, Format: 'fax' }, 'Format must be one of webhook, slack'],
  [{ ...SLACK, Url: 'ftp://x' }, 'Url must be an address'],
  [{ ...SLACK, Events: ['Lunch'] }, 'Events must be names of hook lists'],
  [{ ...SLACK, Secret: 'TOPSECRET' }, 'slack knows no signature'],
  [{ ...SLACK, Colour: 'red' }, 'fields that are not known: Colour'],
  [{ Format: 'slack', Url: SLACK.Url }, 'Name is missing or not right'],
])('what is wrong with one is said by its field, and without its secret: %j', (entry, wanted) => {
  const parsed = parse(entry);
  const problems = parsed.ok ? [] : parsed.problems;
  expect(problems.join('\n')).toContain(wanted);
  expect(problems.join('\n')).not.toContain('TOPSECRET');
});

test('a name stands for one', () => {
  expect(parse(SLACK, SLACK)).toMatchObject({ ok: false, problems: [expect.stringContaining('twice') as string] });
});
