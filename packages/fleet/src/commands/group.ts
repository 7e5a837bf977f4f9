/** START and STOP GROUP_REPLICATION, group_replication_set_as_primary. */
import { failed, OK } from '../model/outcome.ts';
import type { Outcome } from '../model/outcome.ts';
import { isOn } from '../model/settings.ts';
import { joinGroup, quitGroup, setPrimary } from '../replication/group.ts';
import type { JoinProblem } from '../replication/group.ts';
import type { Handler } from './context.ts';

export const groupStartCommand: Handler<'group-start'> = ({ world, server }, { bootstrap }, answer) => {
  const boots = bootstrap ?? isOn(server, 'group_replication_bootstrap_group');
  answer(joined(joinGroup(world, server, boots)));
};

export const groupStopCommand: Handler<'group-stop'> = ({ world, server }, _, answer) => {
  quitGroup(world, server);
  server.settings.set('super_read_only', 'ON');
  server.settings.set('read_only', 'ON');
  answer(OK);
};

export const groupSetPrimaryCommand: Handler<'group-set-primary'> = ({ world, server }, { uuid }, answer) => {
  answer(
    setPrimary(world, server, uuid) === null
      ? OK
      : failed(
          1123,
          "Can't initialize function 'group_replication_set_as_primary'; The requested uuid is not a member of the group.",
        ),
  );
};

function joined(problem: JoinProblem): Outcome {
  switch (problem) {
    case 'not-configured':
      return failed(
        3092,
        'The server is not configured properly to be an active member of the group. Please see more details on error log.',
      );
    case 'already-running':
      return failed(3093, 'The START GROUP_REPLICATION command failed since the group is already running.');
    case 'no-group':
      return failed(
        3096,
        'The START GROUP_REPLICATION command failed as there was an error when joining the communication group.',
      );
    default:
      return OK;
  }
}
