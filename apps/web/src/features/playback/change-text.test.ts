import i18next from 'i18next';
import { idOf } from '@topiary/contract/testing';
import { pictureChangeView } from '@topiary/contract';
import type { PictureChangeView } from '@topiary/contract';
import { expect, test } from 'vitest';
import en from '../../shared/i18n/en.json' with { type: 'json' };
import zh from '../../shared/i18n/zh-CN.json' with { type: 'json' };
import { makeWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { changeText } from './change-text.ts';

async function wordsOf(language: 'en' | 'zh-CN'): Promise<Words> {
  const i18n = i18next.createInstance();
  const resources = { en: { translation: en }, 'zh-CN': { translation: zh } };
  await i18n.init({ lng: language, resources, interpolation: { escapeValue: false } });
  return makeWords((key, parameters) => i18n.t(key, { ...parameters }), language);
}

function change(code: PictureChangeView['code'], from: string | null, to: string | null): PictureChangeView {
  return { code, instance: idOf('b'), channel: code === 'edge-changed' ? 'east' : null, from, to };
}

test('a change is said in words, in both languages', async () => {
  const [english, chinese] = await Promise.all([wordsOf('en'), wordsOf('zh-CN')]);
  const moved = change('source-changed', 'a:3306', 'c:3306');
  expect(changeText(moved, english)).toBe('b:3306 replicates from c:3306 instead of a:3306.');
  expect(changeText(change('source-changed', 'a:3306', null), english)).toBe('b:3306 replicates from a:3306 no more.');
  expect(changeText(change('role-changed', 'replica', 'master'), chinese)).toBe('b:3306 的角色由从库变为主库。');
  expect(changeText(change('edge-changed', 'replicating', 'stopped'), english)).toBe(
    'b:3306, channel east: Stopped (was Replicating).',
  );
});

test('no code is without words, and what is not known here is shown as it is', async () => {
  for (const words of await Promise.all([wordsOf('en'), wordsOf('zh-CN')]))
    for (const code of pictureChangeView.shape.code.options) {
      const text = changeText(change(code, 'of-the-future', 'of-the-past'), words);
      expect(text).not.toContain('playback.');
      expect(text).not.toContain('{{');
      expect(text).toMatch(/of-the-(?:future|past)|b:3306/);
    }
});
