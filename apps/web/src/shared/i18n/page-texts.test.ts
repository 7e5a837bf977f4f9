import { expect, test } from 'vitest';
import { createPageTexts, LATE_CATALOGUES } from './i18n.ts';

const chinese = { common: { close: '关闭' } };

test('a page in Chinese speaks it from the start', async () => {
  const { i18n } = await createPageTexts('zh-CN', { 'zh-CN': async () => chinese });
  expect([i18n.language, i18n.t('common.close')]).toEqual(['zh-CN', '关闭']);
});

test('the catalogue that the page loads late is the Chinese one', async () => {
  const { i18n } = await createPageTexts('zh-CN', LATE_CATALOGUES);
  expect(i18n.t('common.close')).toBe('关闭');
});

test('English needs nothing more, and Chinese is loaded once and only when somebody wants it', async () => {
  let loaded = 0;
  const { i18n, speak } = await createPageTexts('en', {
    'zh-CN': async () => {
      loaded += 1;
      return chinese;
    },
  });
  expect(loaded).toBe(0);
  expect(await speak('zh-CN')).toBe(true);
  expect(i18n.t('common.close')).toBe('关闭');
  await speak('en');
  await speak('zh-CN');
  expect(loaded).toBe(1);
});

test('texts that cannot be had leave the page in its language until they can', async () => {
  let isThere = false;
  const { i18n, speak, first } = await createPageTexts('zh-CN', {
    'zh-CN': () => (isThere ? Promise.resolve(chinese) : Promise.reject(new Error('gone'))),
  });
  expect([first, i18n.language, i18n.t('common.close')]).toEqual(['zh-CN', 'en', 'Close']);
  expect(await speak('zh-CN')).toBe(false);
  isThere = true;
  expect(await speak('zh-CN')).toBe(true);
  expect(i18n.language).toBe('zh-CN');
});

test('of two wishes the later one holds, whichever texts come first', async () => {
  const { promise, resolve } = Promise.withResolvers<typeof chinese>();
  const { i18n, speak } = await createPageTexts('en', { 'zh-CN': () => promise });
  const late = speak('zh-CN');
  await speak('en');
  resolve(chinese);
  expect(await late).toBe(false);
  expect(i18n.language).toBe('en');
});
