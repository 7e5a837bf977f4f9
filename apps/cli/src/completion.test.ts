import { expect, test } from 'vitest';
import { runHere } from './testing/run-here.ts';

/** One test: what is asked for is added to the library once in a process. */
test('completion has a script, and knows the commands in both forms', async () => {
  const { code, stdout } = await runHere(['complete', 'bash'], {});
  expect([code, stdout]).toEqual([0, expect.stringContaining('complete -F __topiary_complete topiary')]);
  const offered = async (...words: readonly string[]): Promise<readonly string[]> => {
    const end = await runHere(['complete', '--', ...words], {});
    return end.stdout.split('\n').map((line) => line.split('\t')[0] ?? '');
  };
  expect(await offered('relo')).toEqual(expect.arrayContaining(['relocate', 'relocate-replicas']));
  expect(await offered('-c', 'graceful')).toEqual(
    expect.arrayContaining(['graceful-master-takeover', 'graceful-master-takeover-auto']),
  );
});
