import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/**
 * Begun late, each of these would keep one worker busy when the others have nothing left. Vitest remembers how long files
 * take; a fresh checkout remembers nothing, and goes by their size. From the root of the repository, the slowest first.
 */
export const SLOW_FILES: readonly string[] = [
  'packages/simulator/src/seeds.test.ts',
  'packages/mysql/test/servers.fake.test.ts',
  'packages/simulator/src/coordinate-crash.test.ts',
  'packages/store/src/store.test.ts',
  'packages/simulator/src/errant.test.ts',
  'packages/mysql/test/groups.fake.test.ts',
];

/** The files that take long, in their order, and then the others as Vitest would have them. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one.moduleId) - rankOf(other.moduleId));
  }
}

function rankOf(file: string): number {
  const rank = SLOW_FILES.findIndex((slow) => file.endsWith(`/${slow}`));
  return rank === -1 ? SLOW_FILES.length : rank;
}
