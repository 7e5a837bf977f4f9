/** Steps that give a server a source, or take it away, as statements of MySQL. Source: spec/dialects §5. */
import type { SetUpReplicationStep } from '@topiary/domain';
import { quoteText } from '../../sql/quote.ts';
import { accountOptions } from '../account-words.ts';
import type { StepContext } from '../dialect.ts';
import { beginOptions } from '../begin-options.ts';
import type { SourceStepRows } from '../server-step-rows.ts';
import { sourceOptions } from '../source-options.ts';
import { optionList, type Option } from '../statement-text.ts';
import type { MysqlWords } from './words.ts';

const forChannel = (channel: string): string => `FOR CHANNEL ${quoteText(channel)}`;

export function mysqlSourceRows(words: MysqlWords): SourceStepRows {
  const { replica } = words.statements;
  return {
    'set-up-replication': { statements: (step, context) => setUp(step, words, context) },
    'leave-source': {
      statements: ({ channel }) => [
        `STOP ${replica} ${forChannel(channel)}`,
        `RESET ${replica} ALL ${forChannel(channel)}`,
      ],
    },
  };
}

function setUp(step: SetUpReplicationStep, words: MysqlWords, context: StepContext): readonly string[] {
  const { changeSource, replica } = words.statements;
  const { prefix } = words.options;
  const channel = forChannel(step.channel);
  const options: readonly Option[] = [
    ...sourceOptions({ settings: step.settings, to: step.source }, words.options),
    ...accountOptions(step, context, prefix),
    ...beginOptions(step, prefix, context),
    [`${prefix}_AUTO_POSITION`, step.positioning === 'auto-position' ? '1' : '0'],
  ];
  return [
    ...(step.isRepeated === true ? [`STOP ${replica} ${channel}`] : []),
    `${changeSource} ${optionList(options)} ${channel}`,
    ...(step.starts ? [`START ${replica} ${channel}`] : []),
  ];
}
