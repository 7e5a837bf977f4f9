import { expect, test } from 'vitest';
import { summaryOf } from '../testing/index.ts';
import { clusterLanguage } from './cluster-query.ts';
import { completeQuery, MAX_COMPLETIONS } from './complete-query.ts';

const items = [
  summaryOf('a', { dataCenters: ['ams'], tags: ['core', 'team=pay ments'] }),
  summaryOf('b', { dataCenters: ['bj', 'ams'] }),
  ...Array.from({ length: 30 }, (_, at) => summaryOf(`c${at}`)),
];

/** `|` is the caret. */
function complete(marked: string) {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  return completeQuery({ text, caret, language: clusterLanguage(), items });
}
const textsOf = (marked: string) =>
  complete(marked).map(({ text, caret }) => `${text.slice(0, caret)}|${text.slice(caret)}`);

test.each([
  ['d|', ['dc:|', 'domain:|', 'downtimed:|']],
  ['-au|', ['-auto:|']],
  ['shop d| x', ['shop dc:| x', 'shop domain:| x', 'shop downtimed:| x']],
  ['dc:|', ['dc:ams|', 'dc:bj|']],
  ['dc:b|', ['dc:bj|']],
  ['-dc:bj,a| x', ['-dc:bj,ams| x']],
  ['dc:bj|', []],
  ['tag:"te|', ['tag:team|', 'tag:"team=pay ments"|']],
  ['lag:|', ['lag:unknown|']],
  ['lag:>|', []],
  ['candidate:|', ['candidate:none|', 'candidate:some|']],
  ['nothing-like-it|', []],
])('at %j: %j', (marked, texts) => {
  expect(textsOf(marked)).toEqual(texts);
});

test('there are never more than fit', () => {
  expect(complete('|')).toHaveLength(MAX_COMPLETIONS);
  expect(complete('alias:|')).toHaveLength(MAX_COMPLETIONS);
});
