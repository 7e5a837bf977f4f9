/**
 * Steps that give a server a source, or take it away, as statements of MariaDB. What a server wrote itself is no part of
 * gtid_slave_pos, and a replica that does not count it as applied would be sent all of it (or refused, 1236): it is set
 * before the channel is. Source: spec/dialects §5, spec/refactoring §15.4.
 */
import type { SetUpReplicationStep } from '@topiary/domain';
import { quoteText } from '../../sql/quote.ts';
import { accountOptions } from '../account-words.ts';
import { beginOptions } from '../begin-options.ts';
import type { StepConclusion, StepContext } from '../dialect.ts';
import { POSITION_RESULT } from '../position-value.ts';
import { textOf, type ResultSet } from '../result-set.ts';
import type { SourceStepRows } from '../server-step-rows.ts';
import { sourceOptions } from '../source-options.ts';
import { optionList, type Option } from '../statement-text.ts';

const named = (channel: string): string => (channel === '' ? '' : ` ${quoteText(channel)}`);

const NO_WORDS = { prefix: 'MASTER', knows: new Set<never>() } as const;
const USE_GTID = { 'auto-position': 'slave_pos', 'slave-pos': 'slave_pos', 'current-pos': 'current_pos', file: 'no' };

export const MARIADB_SOURCE_ROWS: SourceStepRows = {
  'set-up-replication': { statements: setUp, conclude: positionSet },
  'leave-source': {
    statements: ({ channel }) => [`STOP SLAVE${named(channel)}`, `RESET SLAVE${named(channel)} ALL`],
  },
};

function setUp(step: SetUpReplicationStep, context: StepContext): readonly string[] {
  const channel = named(step.channel);
  const options: readonly Option[] = [
    ...sourceOptions({ settings: step.settings, to: step.source }, NO_WORDS),
    ...accountOptions(step, context, 'MASTER'),
    ...beginOptions(step, 'MASTER', context),
    ['MASTER_USE_GTID', USE_GTID[step.positioning]],
  ];
  return [
    ...(step.isRepeated === true ? [`STOP SLAVE${channel}`] : []),
    ...(step.adoptsOwnLog ? ['SET GLOBAL gtid_slave_pos = @@global.gtid_binlog_pos'] : []),
    `CHANGE MASTER${channel} TO ${optionList(options)}`,
    ...(step.starts ? [`START SLAVE${channel}`] : []),
    ...(step.adoptsOwnLog ? ['SELECT @@global.gtid_slave_pos'] : []),
  ];
}

function positionSet({ adoptsOwnLog }: SetUpReplicationStep, results: readonly ResultSet[]): StepConclusion {
  if (!adoptsOwnLog) return { kind: 'done', results: {} };
  return { kind: 'done', results: { [POSITION_RESULT]: textOf(results.at(-1)?.rows[0]?.[0]) } };
}
