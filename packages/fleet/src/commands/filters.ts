/** CHANGE REPLICATION FILTER (MySQL) and SET GLOBAL replicate_… (MariaDB). */
import { familyOf } from '@topiary/domain';
import { failed, OK } from '../model/outcome.ts';
import type { Outcome } from '../model/outcome.ts';
import type { SettingValue } from '../model/server-spec.ts';
import type { ReplicationFilters } from '../model/server-state.ts';
import type { MutableSession, Server } from '../model/server.ts';
import { chooseChannels } from './channel-choice.ts';
import type { Handler } from './context.ts';
import { stopSlaveFirst } from './running.ts';

export const changeFilterCommand: Handler<'change-filter'> = ({ server }, command, answer) => {
  if (familyOf(server.product) === 'mariadb')
    return answer(failed(1064, "You have an error in your SQL syntax near 'FILTER'"));
  const chosen = chooseChannels(server, command.channel);
  if (chosen.kind === 'error') return answer(chosen.error);
  const running = chosen.channels.find(({ applier }) => applier.state === 'running');
  const bareRuns = chosen.channels.length === 0 && server.bareDefault.applierRuns;
  if (running !== undefined || bareRuns)
    return answer(
      failed(
        3017,
        `This operation cannot be performed with a running replica sql thread; run STOP REPLICA SQL_THREAD FOR CHANNEL '${running?.name ?? ''}' first`,
      ),
    );
  for (const channel of chosen.channels) channel.filters = { ...channel.filters, ...command.filters };
  answer(OK);
};

export const FILTER_OF_VARIABLE: Readonly<Record<string, keyof ReplicationFilters>> = {
  replicate_do_db: 'doDb',
  replicate_ignore_db: 'ignoreDb',
  replicate_do_table: 'doTable',
  replicate_ignore_table: 'ignoreTable',
  replicate_wild_do_table: 'wildDoTable',
  replicate_wild_ignore_table: 'wildIgnoreTable',
};

interface FilterChange {
  readonly name: string;
  readonly value: SettingValue;
  readonly store: () => void;
}

/** For the connection that the session has chosen. */
export function setMariadbFilter(
  { server, session }: { readonly server: Server; readonly session: MutableSession },
  { name, value, store }: FilterChange,
): Outcome {
  const channelName = String(session.variables.get('default_master_connection') ?? '');
  const channel = server.channels.get(channelName);
  if (channel !== undefined && (channel.applier.state === 'running' || channel.receiver.state !== 'stopped'))
    return stopSlaveFirst(server, channelName);
  const filter = FILTER_OF_VARIABLE[name];
  if (channel !== undefined && filter !== undefined) channel.filters = { ...channel.filters, [filter]: String(value) };
  store();
  return OK;
}
