import { expect, test } from 'vitest';
import {
  RECOVERY_PAGE_SIZE,
  listOf,
  readDetectionFilter,
  readRecoveryFilter,
  withRecoveryFilter,
} from './recovery-filter.ts';

test('an address with nonsense in it still gives a filter of what is valid', () => {
  const parameters = new URLSearchParams('cluster=c1&state=maybe&unacknowledged=true&page=-1&from=monday&list=none');
  expect(readRecoveryFilter(parameters)).toEqual({
    cluster: 'c1',
    unacknowledged: 'true',
    pageSize: RECOVERY_PAGE_SIZE,
  });
  expect(listOf(parameters)).toBe('recoveries');
});

test('detections are asked for by what they know', () => {
  const parameters = new URLSearchParams(
    'cluster=c1&state=running&instance=a:3306&code=DeadMaster&actionable=false&from=5&list=detections',
  );
  expect(readDetectionFilter(parameters)).toEqual({
    cluster: 'c1',
    instance: 'a:3306',
    code: 'DeadMaster',
    actionable: 'false',
    from: '5',
    pageSize: RECOVERY_PAGE_SIZE,
  });
  expect(listOf(parameters)).toBe('detections');
});

test('another filter begins at the first page, another page keeps the filter', () => {
  const parameters = new URLSearchParams('state=ended&page=3');
  expect(withRecoveryFilter(parameters, 'cluster', 'c1').toString()).toBe('state=ended&cluster=c1');
  expect(withRecoveryFilter(parameters, 'page', '4').toString()).toBe('state=ended&page=4');
});
