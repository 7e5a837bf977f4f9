import { describe, expect, test } from 'vitest';
import { CLAUSE_MESSAGES } from '../analysis/messages-findings-clauses.ts';
import { FINDING_MESSAGES } from '../analysis/messages-findings.ts';
import { HOST_MESSAGES } from '../hosts/messages-hosts.ts';
import { RECOVERY_MESSAGES } from '../policy/recovery/messages-recovery.ts';
import { SOURCE_MESSAGES } from '../sources/messages-sources.ts';
import { message } from './message.ts';
import { AUDIT_MESSAGES } from './messages-audit.ts';
import { CONTROL_MESSAGES } from './messages-control.ts';
import { COORDINATE_MESSAGES } from './messages-coordinates.ts';
import { NAME_MESSAGES } from './messages-names.ts';
import { PSEUDO_GTID_MESSAGES } from './messages-pseudo-gtid.ts';
import { REGISTRY_MESSAGES } from './messages-registry.ts';
import { REPLICATION_MESSAGES } from './messages-replication.ts';
import { RESHAPE_MESSAGES } from './messages-reshape.ts';
import { UPKEEP_MESSAGES } from './messages-upkeep.ts';
import { MESSAGE_CODES, MESSAGES, say, sayAll } from './messages.ts';

const PARTS: readonly Readonly<Partial<typeof MESSAGES>>[] = [
  AUDIT_MESSAGES,
  CLAUSE_MESSAGES,
  CONTROL_MESSAGES,
  COORDINATE_MESSAGES,
  FINDING_MESSAGES,
  HOST_MESSAGES,
  NAME_MESSAGES,
  PSEUDO_GTID_MESSAGES,
  RECOVERY_MESSAGES,
  REGISTRY_MESSAGES,
  REPLICATION_MESSAGES,
  RESHAPE_MESSAGES,
  SOURCE_MESSAGES,
  UPKEEP_MESSAGES,
];

const parametersOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted();

describe('the catalogue of messages', () => {
  test.each(MESSAGE_CODES)('%s names the same parameters in both languages', (code) => {
    const { en, zh } = MESSAGES[code];
    expect([...new Set(parametersOf(zh))]).toEqual([...new Set(parametersOf(en))]);
  });

  test('has each code in one of its parts only, or one sentence would stand in for another', () => {
    const codes = PARTS.flatMap((part) => Object.keys(part));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    for (const part of PARTS) expect(MESSAGES).toMatchObject(part);
  });

  test('says nothing twice', () => {
    for (const language of ['en', 'zh'] as const) {
      const texts = MESSAGE_CODES.map((code) => MESSAGES[code][language]);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  test('fills in what it is given and leaves what is missing visible', () => {
    expect(say({ code: 'same-server', params: { replica: 'a:3306' } }, 'en')).toBe(
      'a:3306 cannot replicate from itself.',
    );
    expect(say({ code: 'already-there', params: { replica: 'a:3306' } }, 'en')).toBe(
      'a:3306 already replicates from {target}.',
    );
  });

  test('says several sentences one after the other, as each language writes them', () => {
    const entry = [
      message('audit-relocate', { replica: 'a:3306', target: 'b:3306' }),
      message('audit-ended-done', { moved: 1, count: 1 }),
    ];
    expect(sayAll(entry, 'en')).toBe('a:3306 below b:3306: done, 1 of 1 moved.');
    expect(sayAll(entry, 'zh')).toBe('将 a:3306 移到 b:3306 之下：完成，1 个中移动了 1 个。');
  });
});
