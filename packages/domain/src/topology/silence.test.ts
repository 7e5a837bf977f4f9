import { describe, expect, test } from 'vitest';
import { id } from '../testing/index.ts';
import { judgeHearing } from './silence.ts';
import type { HeardSample, Hearing } from './silence.ts';

const HEARING: Hearing = {
  channel: '',
  source: id('m'),
  receiver: 'running',
  mark: 'binlog.1:400 3',
  heartbeatMs: 1_000,
  silentForMs: null,
};
const at = (beganMs: number, fields: Partial<Hearing> = {}): HeardSample => ({
  hearing: { ...HEARING, ...fields },
  beganMs,
  endedMs: beganMs + 10,
});

describe('what a replica heard between two looks', () => {
  test('is nothing only once a heartbeat is late by more than it may be', () => {
    expect(judgeHearing(at(0), at(1_209))).toEqual({ kind: 'not-due', dueInMs: 1 });
    expect(judgeHearing(at(0), at(1_210))).toEqual({ kind: 'silent', forMs: 1_200 });
    expect(judgeHearing(at(0), at(500, { silentForMs: 1_300 }))).toEqual({ kind: 'silent', forMs: 1_300 });
  });

  test('a long period may be late by a share of itself', () => {
    const slow = { heartbeatMs: 30_000 };
    expect(judgeHearing(at(0, slow), at(32_000, slow))).toMatchObject({ kind: 'not-due' });
    expect(judgeHearing(at(0, slow), at(33_010, slow))).toMatchObject({ kind: 'silent' });
  });

  test('is something as soon as anything moved, or another source is read', () => {
    expect(judgeHearing(at(0), at(9_000, { mark: 'binlog.1:400 4' }))).toEqual({ kind: 'heard' });
    expect(judgeHearing(at(0), at(9_000, { source: id('n') }))).toEqual({ kind: 'heard' });
  });

  test('is not known without heartbeats, or where they cannot be read', () => {
    for (const fields of [{ heartbeatMs: null }, { heartbeatMs: 0 }, { mark: null }])
      expect(judgeHearing(at(0, fields), at(90_000, fields))).toEqual({ kind: 'cannot-tell' });
    expect(judgeHearing(at(0), at(9_000, { receiver: 'connecting' }))).toEqual({ kind: 'not-reading' });
  });
});
