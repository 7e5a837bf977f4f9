import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../bootstrap/paths.mjs';
import { SLOW_FILES } from './slow-first.ts';

test('every file that is begun first is there', () => {
  expect(SLOW_FILES.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
});
