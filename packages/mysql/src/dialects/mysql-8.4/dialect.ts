/** MySQL, Percona Server and NDB from 8.4 to 9.x and the calendar series (26.x) that follows it. */
import type { Dialect } from '../dialect.ts';
import { learn } from './capabilities.ts';
import { grantForRole, grantForStep } from './grants.ts';
import { channelsOf, observe } from './parse.ts';
import { CHANNEL_STATEMENTS, LEARNING, probeStatements } from './probe.ts';
import { conclude, render } from './render.ts';

export const mysql84: Dialect = {
  name: 'mysql-8.4',
  learning: LEARNING,
  learn,
  probe: probeStatements,
  observe,
  channelStatements: CHANNEL_STATEMENTS,
  channels: channelsOf,
  render,
  conclude,
  grantForRole: (role, learned) => grantForRole(role, learned.account),
  grantForStep,
};
