import { describe, expect, test } from 'vitest';
import { message } from './message.ts';
import { MESSAGE_CODES, MESSAGES, say, sayAll } from './messages.ts';

const parametersOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted();

describe('the catalogue of messages', () => {
  test.each(MESSAGE_CODES)('%s names the same parameters in both languages', (code) => {
    const { en, zh } = MESSAGES[code];
    expect([...new Set(parametersOf(zh))]).toEqual([...new Set(parametersOf(en))]);
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
