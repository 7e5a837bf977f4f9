import { expect, test } from 'vitest';
import { readListFile } from './read-list-file.ts';

const refusing = { size: 3, text: () => Promise.reject(new DOMException('gone', 'NotFoundError')) };

test('a file is its text, one that is too large or cannot be read says so', async () => {
  expect(await readListFile(new Blob(['a\nb']), 10)).toEqual({ kind: 'text', text: 'a\nb' });
  expect(await readListFile(new Blob(['a\nb']), 2)).toEqual({ kind: 'too-large' });
  expect(await readListFile(refusing, 10)).toEqual({ kind: 'unreadable' });
});
