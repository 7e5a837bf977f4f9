/** Setting a server up for the part that it plays: variables, and which events run. Source: spec/dialects §7, §9. */
import { assert } from '@topiary/domain';
import type { EventState, ProfileStep, SetVariablesStep, SwitchEventsStep } from '@topiary/domain';
import { quoteAccount, quoteName, quoteText } from '../sql/quote.ts';
import type { ServerStepRows } from './server-step-rows.ts';

/** What a value may be without quotes: a number, as sizes and switches are set. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const NAME = /^[a-z][a-z0-9_]*$/;

export function profileRows(
  notHere: 'DISABLE ON SLAVE' | 'DISABLE ON REPLICA',
): Pick<ServerStepRows, ProfileStep['kind']> {
  return {
    'set-variables': { statements: setVariables },
    'switch-events': { statements: (step) => switchEvents(step, notHere) },
  };
}

function setVariables({ id, changes, persists }: SetVariablesStep): readonly string[] {
  return changes.map(({ name, to }) => {
    assert(NAME.test(name), 'a variable is named by a plain word', id);
    return `SET ${persists === true ? 'PERSIST' : 'GLOBAL'} ${name} = ${NUMBER.test(to) ? to : quoteText(to)}`;
  });
}

/** Not logged, since it differs from server to server; and the account that changes an event is not to become its definer. */
function switchEvents({ events, to }: SwitchEventsStep, notHere: string): readonly string[] {
  const how = to === 'enabled' ? 'ENABLE' : notHere;
  return [
    'SET SESSION sql_log_bin = 0',
    ...events.map(
      ({ database, name, definer }) =>
        `ALTER DEFINER = ${quoteAccount(definer)} EVENT ${quoteName(database)}.${quoteName(name)} ${how}`,
    ),
    'SET SESSION sql_log_bin = 1',
  ];
}

/** As `information_schema.EVENTS` tells it; the words changed with those of replication. */
export function eventStateOf(status: string): EventState {
  if (status === 'ENABLED') return 'enabled';
  return status === 'DISABLED' ? 'disabled' : 'disabled-on-replica';
}
