/** MariaDB from 10.11 on: 10.11, 11.x and, as far as is known, 12.x. */
import type { Dialect } from '../dialect.ts';
import { learn } from './capabilities.ts';
import { grantForRole, grantForStep } from './grants.ts';
import { channelsOf, observe } from './parse.ts';
import { CHANNEL_STATEMENTS, LEARNING, probeStatements } from './probe.ts';
import { conclude, render } from './render.ts';

export const mariadb1011: Dialect = {
  name: 'mariadb-10.11',
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
