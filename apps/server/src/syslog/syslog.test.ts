import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asInstant, message } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPinoLogger } from '../runtime/pino-logger.ts';
import { createSystemClock } from '../runtime/system-clock.ts';
import { until } from '../testing/test-server.ts';
import { openLog } from './open-log.ts';
import { Syslog } from './syslog.ts';

const clock = createSystemClock();
let directory = '';
let logged: { readonly event: string; readonly fields: unknown }[] = [];
const note = (event: string, fields?: unknown): void => void logged.push({ event, fields });
const logger = { info: note, warn: note, error: note };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-syslog-'));
  logged = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A `logger` that is alone on the PATH. */
async function install(script: string): Promise<void> {
  const file = join(directory, 'logger');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

const KEEPS = 'echo "$*" >> "$OUT/arguments"; exec /bin/cat >> "$OUT/messages"';
const environment = (): Record<string, string> => ({ PATH: directory, OUT: directory });
const syslog = () => new Syslog({ clock, logger, environment: environment() });
const written = (name: string) => readFile(join(directory, name), 'utf8').catch(() => '');

describe('syslog', () => {
  test('gets every message as one line, with its severity, by one process', async () => {
    await install(KEEPS);
    const log = syslog();
    log.add('error', 'a master is gone');
    log.add('info', 'forged\n<0>line\r\n');
    for (let number = 0; number < 500; number += 1) log.add('debug', `n${number}`);
    await log.close();
    const lines = (await written('messages')).trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual(['<27>a master is gone', '<30>forged <0>line ', '<31>n0']);
    expect(lines.length).toBe(502);
    expect(await written('arguments')).toMatch(/^--tag topiary --id=\d+ .*--prio-prefix [^\n]*\n$/);
    expect(logged).toEqual([]);
  });

  test('without a logger is said once, with what to install, and has everything once there is one', async () => {
    const log = syslog();
    log.add('info', 'first');
    await until(() => logged.length > 0);
    log.add('info', 'second');
    expect(logged).toEqual([
      { event: 'syslog.failing', fields: { problem: expect.stringMatching(/not on the PATH: install bsdutils/) } },
    ]);
    await install(KEEPS);
    await until(() => logged.length > 1);
    expect(logged[1]).toEqual({ event: 'syslog.written-again', fields: { lost: 0 } });
    await log.close();
    expect(await written('messages')).toBe('<30>first\n<30>second\n');
  });

  test('that the logger cannot reach is said in its words, and what waits at the end is counted', async () => {
    await install('echo "logger: socket /dev/log: No such file or directory" >&2; exit 1');
    const log = syslog();
    log.add('warn', 'lost');
    await until(() => logged.length > 0);
    await log.close();
    expect(logged).toEqual([
      { event: 'syslog.failing', fields: { problem: 'logger: socket /dev/log: No such file or directory' } },
      { event: 'syslog.lost', fields: { messages: 1 } },
    ]);
  });

  test('has another process when one was killed', async () => {
    await install(`echo $$ >> "$OUT/pids"; ${KEEPS}`);
    const log = syslog();
    log.add('info', 'before');
    await until(async () => (await written('messages')) === '<30>before\n');
    process.kill(Number(await written('pids')), 'SIGKILL');
    await until(async () => {
      log.add('info', 'after');
      return (await written('messages')).includes('after');
    });
    await log.close();
    expect((await written('pids')).trim().split('\n').length).toBe(2);
  });
});

describe('the log', () => {
  const open = (settings: Partial<Parameters<typeof openLog>[0]['settings']>, file = join(directory, 'log')) =>
    openLog({
      settings: { details: false, toSyslog: false, auditToSyslog: false, ...settings },
      logger: createPinoLogger(file),
      clock,
      environment: environment(),
    });

  test('has details where they are wanted, and there alone', async () => {
    expect(open({}).logger.debug).toBeUndefined();
    const { logger: detailed } = open({ details: true });
    detailed.debug?.('probe.ended', { tookMs: 3 });
    expect(JSON.parse(await written('log'))).toMatchObject({ level: 'debug', event: 'probe.ended', tookMs: 3 });
  });

  test('goes to syslog too, without secrets, and starts no process where it need not', async () => {
    await install(KEEPS);
    const plain = open({ details: true });
    plain.logger.info('x');
    await plain.close();
    expect(await written('arguments')).toBe('');
    const log = open({ toSyslog: true });
    log.logger.info('server.started', { url: 'http://x', password: 'p1' });
    log.logger.error('failed', { error: new TypeError('why') });
    expect(log.logger.debug).toBeUndefined();
    await log.close();
    const lines = (await written('messages')).trimEnd().split('\n');
    expect(lines[0]).toBe('<30>server.started {"url":"http://x","password":"***"}');
    expect(lines[1]).toMatch(/^<27>failed \{"error":\{"name":"TypeError","message":"why"/);
    expect((await written('log')).trimEnd().split('\n').length).toBe(3);
  });

  test('takes the audit as orchestrator writes it there', async () => {
    await install(KEEPS);
    const log = open({ auditToSyslog: true });
    const store = createMemoryStore({ clock });
    log.logger.info('not there');
    log.ofStore(store).audit.write({
      at: asInstant(1),
      actor: { user: 'jo', address: '', via: 'api' },
      action: 'discover',
      cluster: null,
      clusterName: 'db-1:3306',
      instance: id('db-2'),
      plan: null,
      result: 'ok',
      summary: [message('audit-discovered', { instance: 'db-2:3306' })],
    });
    await log.close();
    expect(await written('messages')).toBe(
      '<30>auditType:discover instance:db-2:3306 cluster:db-1:3306 message:db-2:3306: discovered.\n',
    );
    expect((await store.audit.list({ page: 0, pageSize: 5 })).total).toBe(1);
  });
});
