import { expect, test } from 'vitest';
import { configurationPage } from '../testing/configuration-page.ts';
import { CONFIGURATION_KEYS } from './schema.ts';

/** `vitest run --project unit apps/server/src/config/configuration-page.test.ts --update` writes it anew. */
test('docs/configuration.md is what the keys say of themselves', async () => {
  const page = configurationPage();
  expect(CONFIGURATION_KEYS.filter((key) => !page.includes(`| \`${key}\` |`))).toEqual([]);
  await expect(page).toMatchFileSnapshot('../../../../docs/configuration.md');
});
