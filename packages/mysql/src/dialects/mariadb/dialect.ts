/** The dialect of one generation of MariaDB, from its words. */
import type { Dialect } from '../dialect.ts';
import { grantForRole, grantForStep } from '../grants.ts';
import { learnedFrom, learningStatements } from '../learning.ts';
import { concludeWith, renderWith } from '../step-frame.ts';
import { shownNumber } from '../values.ts';
import { mariadbHearings } from './hearing.ts';
import { channelsOf, observe } from './parse.ts';
import { ARRIVALS, CHANNEL_STATEMENTS, LEARNING_WORDS, probeStatements } from './probe.ts';
import { MARIADB_STEPS } from './render.ts';
import type { MariadbWords } from './words.ts';

export function mariadbDialect(words: MariadbWords): Dialect {
  return {
    name: words.name,
    packets: 'one-for-all',
    learning: learningStatements(LEARNING_WORDS),
    learn: (answers) => learnedFrom(answers, LEARNING_WORDS),
    probe: probeStatements,
    observe: (answers, context) => observe(answers, context, words),
    arrivals: (answers) => shownNumber(answers.get('status'), ARRIVALS),
    channelStatements: CHANNEL_STATEMENTS,
    channels: channelsOf,
    hearingStatements: CHANNEL_STATEMENTS.map(({ sql }) => sql),
    hearings: mariadbHearings,
    processList: 'information_schema.PROCESSLIST',
    render: (step, context) => renderWith(MARIADB_STEPS, step, context),
    conclude: (step, results) => concludeWith(MARIADB_STEPS, step, results),
    grantForRole: (role, learned) => grantForRole(words.privileges, role, learned.account),
    grantForStep: (step, whose) => grantForStep(words.privileges, step, whose),
  };
}
