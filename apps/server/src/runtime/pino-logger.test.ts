import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPinoLogger } from './pino-logger.ts';

test('events are lines of JSON with their errors, and without what is secret', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'topiary-log-'));
  const logger = createPinoLogger(join(directory, 'log'));
  logger.info('server.started', {
    url: 'http://x',
    password: 'p1',
    settings: { MySQLTopologyPassword: 'p2', a: { token: 'p3' } },
  });
  logger.error('failed', { error: new TypeError('why') });
  logger.warn('bare');
  const lines = (await readFile(join(directory, 'log'), 'utf8')).trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.join('')).not.toMatch(/p[123]/);
  expect(events[0]).toMatchObject({ level: 'info', event: 'server.started', url: 'http://x', password: '***' });
  expect(events[1]).toMatchObject({ level: 'error', error: { name: 'TypeError', message: 'why' } });
  expect(events[2]).toMatchObject({ level: 'warn', event: 'bare' });
  await rm(directory, { recursive: true });
});
