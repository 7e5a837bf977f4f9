import { expect, test } from 'vitest';
import { AUDIT_PAGE_SIZE, readAuditFilter, withAuditFilter } from './audit-filter.ts';

test('an address with nonsense in it still gives a filter of what is valid', () => {
  const parameters = new URLSearchParams('user=li&result=maybe&page=-3&from=yesterday&cluster=c1');
  expect(readAuditFilter(parameters)).toEqual({ user: 'li', cluster: 'c1', pageSize: AUDIT_PAGE_SIZE });
});

test('another filter begins at the first page, another page keeps the filter', () => {
  const parameters = new URLSearchParams('user=li&page=3');
  expect(withAuditFilter(parameters, 'result', 'failed').toString()).toBe('user=li&result=failed');
  expect(withAuditFilter(parameters, 'page', '4').toString()).toBe('user=li&page=4');
  expect(withAuditFilter(parameters, 'user', '').toString()).toBe('');
});
