import { expect, test } from 'vitest';
import { StoreError } from './store-error.ts';

test('the sentence names the file and says what to do', () => {
  const error = new StoreError('store-directory-missing', { file: '/data/topiary/topiary.db' });
  expect(error.message).toBe(
    'The directory of the store /data/topiary/topiary.db does not exist and could not be made, because the directory above it is missing too. Create it.',
  );
});

test('what is not known stays visible in the sentence', () => {
  expect(new StoreError('store-failed').message).toBe('The store failed with {detail}.');
});
