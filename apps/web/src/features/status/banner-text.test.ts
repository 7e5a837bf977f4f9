import { expect, test } from 'vitest';
import { createPageTexts, LATE_CATALOGUES } from '../../shared/i18n/i18n.ts';
import { makeWords } from '../../shared/i18n/use-words.ts';
import { bannerText } from './banner-text.ts';

test('a single master of a host that is down is spoken of as one, in a problem and in a banner', async () => {
  const said = async (language: 'en' | 'zh-CN', masters: string): Promise<readonly string[]> => {
    const { i18n } = await createPageTexts(language, LATE_CATALOGUES);
    const words = makeWords((key, parameters) => i18n.t(key, parameters ?? {}), language);
    const params = { host: 'x', instances: '3', masters };
    return [
      words.problem({ code: 'host-down', severity: 'critical', params }),
      bannerText({ code: 'host-down', params }, words),
    ];
  };
  for (const text of await said('en', '1')) expect(text).toMatch(/1 of them is a master\./);
  for (const text of await said('en', '2')) expect(text).toMatch(/2 of them are masters\./);
  for (const text of await said('zh-CN', '1')) expect(text).toMatch(/其中 1 台是主库/);
});

test.each(['en', 'zh-CN'] as const)(
  'the message of the installation is told as it is written, in %s',
  async (language) => {
    const { i18n } = await createPageTexts(language, LATE_CATALOGUES);
    const words = makeWords((key, parameters) => i18n.t(key, parameters ?? {}), language);
    const text = 'Staging <b>{{only}}</b> $t(banner.label) & "more"';
    expect(bannerText({ code: 'web-message', params: { text } }, words)).toBe(text);
  },
);
