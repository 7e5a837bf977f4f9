import { expect, test } from 'vitest';
import { exportUrl } from './exports.ts';

test('a file is found where its list is filtered, without what a file has none of', () => {
  const query = { user: '李 & co', cluster: '', action: undefined, from: 5, page: 3, pageSize: 50, format: 'json' };
  expect(exportUrl('exportAudit', { baseUrl: '/orc', query })).toBe(
    '/orc/api/v1/exports/audit?user=%E6%9D%8E%20%26%20co&from=5&format=json',
  );
});
