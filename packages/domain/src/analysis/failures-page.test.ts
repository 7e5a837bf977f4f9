import { expect, test } from 'vitest';
import { failuresPage } from '../testing/failures-page.ts';
import { FAILURE_MODELS } from './failure-models.ts';

/** `vitest run packages/domain/src/analysis/failures-page.test.ts --update` writes them anew. */
const PAGES = { en: '../../../../docs/failures.md', zh: '../../../../docs/failures.zh-CN.md' } as const;

test.each(['en', 'zh'] as const)('the page of failures is what the table says (%s)', async (language) => {
  const page = failuresPage(language);
  for (const { code } of FAILURE_MODELS) expect(page).toContain(`### ${code}\n`);
  expect(page).not.toMatch(/\{\w+\}/);
  await expect(page).toMatchFileSnapshot(PAGES[language]);
});
