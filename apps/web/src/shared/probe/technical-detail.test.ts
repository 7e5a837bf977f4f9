import { expect, test } from 'vitest';
import { technicalDetail } from './technical-detail.ts';

test.each([
  ['ECONNREFUSED', 'connect ECONNREFUSED 10.1.2.3:3306', 'connect ECONNREFUSED 10.1.2.3:3306'],
  ['1045', "Access denied for user 'topiary'@'10.1.2.3'", "1045: Access denied for user 'topiary'@'10.1.2.3'"],
  ['NO_ANSWER', '', 'NO_ANSWER'],
  ['', 'no answer within the deadline', 'no answer within the deadline'],
])('%s with "%s" is said as "%s"', (code, detail, said) => {
  expect(technicalDetail({ code, detail })).toBe(said);
});
