/** SHOW SLAVE STATUS of a binlog router: what it has received is what it has executed. */
import type { MasterFacts } from '../master-facts.ts';
import type { LogPosition } from '../log/stored-log.ts';
import type { ReceiverError, ReceiverState } from '../receiver.ts';

export interface RouterStatus {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly state: ReceiverState;
  readonly error: ReceiverError | null;
  /** Null before the first log. */
  readonly end: LogPosition | null;
}

const STATE_TEXT: Readonly<Record<ReceiverState, string>> = {
  stopped: 'Slave stopped',
  connecting: 'Connecting to master',
  running: 'Binlog Dump',
};
const RECEIVER_RUNS: Readonly<Record<ReceiverState, string>> = {
  stopped: 'No',
  connecting: 'Connecting',
  running: 'Yes',
};

export function statusRow(status: RouterStatus, facts: MasterFacts): Readonly<Record<string, string | null>> {
  const { host, port, user, state, error, end } = status;
  const file = end?.file ?? '';
  const position = String(end?.position ?? 4);
  return {
    Slave_IO_State: STATE_TEXT[state],
    Master_Host: host,
    Master_User: user,
    Master_Port: String(port),
    Connect_Retry: '60',
    Master_Log_File: file,
    Read_Master_Log_Pos: position,
    Relay_Log_File: file,
    Relay_Log_Pos: position,
    Relay_Master_Log_File: file,
    Slave_IO_Running: RECEIVER_RUNS[state],
    Slave_SQL_Running: state === 'stopped' ? 'No' : 'Yes',
    Last_Errno: String(error?.number ?? 0),
    Last_Error: error?.text ?? '',
    Skip_Counter: '0',
    Exec_Master_Log_Pos: position,
    Relay_Log_Space: position,
    Until_Condition: 'None',
    Until_Log_File: '',
    Until_Log_Pos: '0',
    Master_SSL_Allowed: 'No',
    Seconds_Behind_Master: state === 'running' ? '0' : null,
    Last_IO_Errno: '0',
    Last_IO_Error: '',
    Last_SQL_Errno: '0',
    Last_SQL_Error: '',
    Master_Server_Id: String(facts.serverId),
    Master_UUID: facts.variables.get('server_uuid') ?? '',
    SQL_Delay: '0',
  };
}
