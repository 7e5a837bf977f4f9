import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { message } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { NO_HOOKS } from '@topiary/engine';
import type { HookFacts } from '@topiary/engine';
import { afterEach, describe, expect, test } from 'vitest';
import { createSystemClock } from '../runtime/system-clock.ts';
import type { NotificationTarget } from './notification.ts';
import { MAX_TRIES } from './send-notification.ts';
import { withNotifications } from './with-notifications.ts';

const clock = createSystemClock();
const FACTS: HookFacts = {
  code: 'DeadMaster',
  description: 'Master db-1:3306 is dead.',
  summary: message('finding-DeadMaster', { instance: id('db-1'), replicas: 2 }),
  failed: id('db-1'),
  isMaster: true,
  isCoMaster: false,
  isDowntimed: false,
  cluster: { name: 'db-1:3306', alias: '<!channel>', domain: '' },
  replicas: [id('db-2'), id('db-3')],
  lost: [id('db-3')],
  automatic: { master: true, intermediateMaster: false },
  command: '',
  host: 'here',
  uid: 'u1',
  successor: { instance: id('db-2'), alias: '', coordinates: '' },
};

interface Told {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const open: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(open.splice(0).map((close) => close())));

/** Such a system on loopback, which answers with what the test says. */
async function robot(answer: (response: ServerResponse, attempt: number) => void) {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://robot');
      told.push({ url, headers: request.headers, text, body: JSON.parse(text) as Told['body'] });
      answer(response, told.length);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { told, url: `http://127.0.0.1:${port}/robot/send?key=hidden` };
}

const say = (body: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(body));

async function notify(target: Partial<NotificationTarget> & Pick<NotificationTarget, 'url' | 'format'>) {
  const whole: NotificationTarget = {
    name: 'oncall',
    secret: null,
    lists: ['PostMasterFailoverProcesses'],
    language: 'en',
    deadlineMs: 30_000,
    ...target,
  };
  const hooks = withNotifications(NO_HOOKS, () => [whole], { clock, retryMs: 1 });
  const [hook] = hooks.render('PostMasterFailoverProcesses', FACTS);
  if (hook === undefined) throw new Error('nothing is told');
  return { hook, end: await hooks.run(hook), none: hooks.render('PreFailoverProcesses', FACTS) };
}

describe('a notification', () => {
  test('to a webhook holds the facts, and is signed with its time', async () => {
    const { told, url } = await robot(say({}));
    const { hook, end, none } = await notify({ url, format: 'webhook', secret: 's3cret' });
    expect(end).toMatchObject({ kind: 'ended', status: '0' });
    const [got] = told;
    expect(got?.body).toMatchObject({
      list: 'PostMasterFailoverProcesses',
      code: 'DeadMaster',
      lost: ['db-3:3306'],
      uid: 'u1',
    });
    const at = String(got?.headers['x-topiary-timestamp']);
    const wanted = createHmac('sha256', 's3cret').update(`${at}.${got?.text}`).digest('hex');
    expect(got?.headers['x-topiary-signature']).toBe(`sha256=${wanted}`);
    expect(hook).toMatchObject({ isAsynchronous: true, notification: 'oncall', number: 1, count: 1 });
    expect(JSON.stringify(hook)).not.toMatch(/hidden|s3cret/);
    expect(none).toEqual([]);
  });

  test('to Slack is a text in which no name becomes a command of Slack', async () => {
    const { told, url } = await robot((response) => void response.end('ok'));
    expect((await notify({ url, format: 'slack' })).end.kind).toBe('ended');
    const text = String(told[0]?.body['text']);
    expect(text.split('\n')[0]).toBe('*A master was replaced: DeadMaster db-1:3306*');
    expect(text).toContain('Cluster: &lt;!channel&gt;');
    expect(text).toContain('In its place: db-2:3306');
  });

  test('to WeCom is a text, and its number says whether it was taken', async () => {
    const taken = await robot(say({ errcode: 0, errmsg: 'ok' }));
    expect((await notify({ url: taken.url, format: 'wecom', language: 'zh' })).end.kind).toBe('ended');
    expect(taken.told[0]?.body).toMatchObject({ msgtype: 'text' });
    const content = (taken.told[0]?.body['text'] as { content?: string } | undefined)?.content;
    expect(content).toMatch(/^主库已被接替：DeadMaster db-1:3306\n/);
    expect(content).toContain('主库 db-1:3306 已失效');
    const refused = await robot(say({ errcode: 93_000, errmsg: 'invalid webhook url' }));
    const { end } = await notify({ url: refused.url, format: 'wecom' });
    expect(end).toMatchObject({ kind: 'failed', status: 'code 93000' });
    expect(refused.told).toHaveLength(1);
  });

  test('to DingTalk is signed in its address', async () => {
    const { told, url } = await robot(say({ errcode: 0 }));
    expect((await notify({ url, format: 'dingtalk', secret: 'SEC1' })).end.kind).toBe('ended');
    const { searchParams } = told[0]?.url ?? new URL('http://none');
    const at = searchParams.get('timestamp');
    const wanted = createHmac('sha256', 'SEC1').update(`${at}\nSEC1`).digest('base64');
    expect([searchParams.get('sign'), searchParams.get('key')]).toEqual([wanted, 'hidden']);
    expect(told[0]?.body).toMatchObject({ msgtype: 'text', text: { content: expect.any(String) as string } });
  });

  test('to Feishu is signed in its body', async () => {
    const { told, url } = await robot(say({ code: 0, msg: 'success' }));
    expect((await notify({ url, format: 'feishu', secret: 'abc' })).end.kind).toBe('ended');
    const { timestamp, sign, msg_type: kind, content } = told[0]?.body ?? {};
    expect(sign).toBe(
      createHmac('sha256', `${String(timestamp)}\nabc`)
        .update('')
        .digest('base64'),
    );
    expect([kind, content]).toEqual(['text', { text: expect.stringContaining('db-1:3306') as string }]);
    const refused = await robot(say({ code: 19_021, msg: 'sign match fail' }));
    expect((await notify({ url: refused.url, format: 'feishu' })).end.status).toBe('code 19021');
  });

  test('is tried again where that may help, a bounded number of times', async () => {
    const second = await robot((response, attempt) => void response.writeHead(attempt === 1 ? 503 : 200).end('{}'));
    expect((await notify({ url: second.url, format: 'webhook' })).end.kind).toBe('ended');
    expect(second.told).toHaveLength(2);
    const never = await robot((response) => void response.writeHead(500).end());
    expect((await notify({ url: never.url, format: 'webhook' })).end).toMatchObject({
      kind: 'failed',
      status: 'HTTP 500',
    });
    expect(never.told).toHaveLength(MAX_TRIES);
    const forbidden = await robot((response) => void response.writeHead(403).end());
    expect((await notify({ url: forbidden.url, format: 'webhook' })).end.status).toBe('HTTP 403');
    expect(forbidden.told).toHaveLength(1);
  });

  test('that is not answered ends at its deadline', async () => {
    const { url } = await robot(() => undefined);
    const { end } = await notify({ url, format: 'webhook', deadlineMs: 30 });
    expect(end).toMatchObject({ kind: 'failed', status: 'no answer within 30 ms' });
  });
});
