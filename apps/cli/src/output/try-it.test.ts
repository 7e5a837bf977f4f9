import { expect, test } from 'vitest';
import { tryIt } from './try-it.ts';

test('commands can be typed as they stand, without a PATH that has them', () => {
  expect(tryIt({ url: 'http://127.0.0.1:3000', commands: [['clusters'], ['kill demo m', 'and watch']] })).toEqual([
    'In another terminal, in this folder:',
    '  node_modules/.bin/topiary clusters',
    '  node_modules/.bin/topiary kill demo m    and watch',
  ]);
});

test('a Topiary that is elsewhere than commands look for it is named to them', () => {
  expect(tryIt({ url: 'http://127.0.0.1:3155', commands: [['clusters']] })).toContain(
    '  export TOPIARY_API=http://127.0.0.1:3155',
  );
});
