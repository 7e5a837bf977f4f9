import { IMPORT_VERDICTS } from '@topiary/contract';
import type { ImportLineView, ImportVerdict, ImportView } from '@topiary/contract';

/** Only verdicts that occur, in the contract's order. */
export function countVerdicts({ lines }: Pick<ImportView, 'lines'>): readonly (readonly [ImportVerdict, number])[] {
  return IMPORT_VERDICTS.flatMap((verdict) => {
    const count = lines.filter((line) => line.verdict === verdict).length;
    return count === 0 ? [] : [[verdict, count] as const];
  });
}

/** How many servers would be added, and of how many that are known something would be registered. */
export function whatAddingDoes({ lines }: Pick<ImportView, 'lines'>): {
  readonly added: number;
  readonly registered: number;
} {
  return {
    added: lines.filter(({ verdict }) => verdict === 'new').length,
    registered: lines.filter((line) => line.verdict === 'known' && registersSomething(line)).length,
  };
}

export function registersSomething({ registers }: Pick<ImportLineView, 'registers'>): boolean {
  return registers.tags.length > 0 || registers.pools.length > 0 || registers.promotionRule !== null;
}
