/** The dialect of one generation of MySQL, from its words. */
import { channelColumns } from '../channel-columns.ts';
import type { Dialect } from '../dialect.ts';
import { grantForRole, grantForStep } from '../grants.ts';
import { learnedFrom, learningStatements } from '../learning.ts';
import { concludeWith, renderWith } from '../step-frame.ts';
import { shownNumber } from '../values.ts';
import { mysqlHearing } from './hearing.ts';
import { channelsOf } from './parse-channels.ts';
import { observe } from './parse.ts';
import { ARRIVALS, learningWords, mysqlProbe } from './probe.ts';
import { mysqlSteps } from './render.ts';
import type { MysqlWords } from './words.ts';

export function mysqlDialect(words: MysqlWords): Dialect {
  const learning = learningWords(words);
  const probe = mysqlProbe(words);
  const steps = mysqlSteps(words);
  const parseWords = { ...words, channelColumns: channelColumns(words.columns.source, words.columns.replica) };
  return {
    name: words.name,
    packets: 'one-for-all',
    learning: learningStatements(learning),
    learn: (answers) => learnedFrom(answers, learning),
    probe: (learned, without) => probe.statements(learned, without),
    observe: (answers, context) => observe(answers, context, parseWords),
    arrivals: (answers) => shownNumber(answers.get('status'), ARRIVALS),
    channelStatements: probe.channelStatements,
    channels: (answers, columns) => channelsOf(answers, columns, parseWords.channelColumns),
    ...mysqlHearing(words),
    processList: words.statements.processList,
    render: (step, context) => renderWith(steps, step, context),
    conclude: (step, results) => concludeWith(steps, step, results),
    grantForRole: (role, learned) => grantForRole(words.privileges, role, learned.account),
    grantForStep: (step, whose) => grantForStep(words.privileges, step, whose),
  };
}
