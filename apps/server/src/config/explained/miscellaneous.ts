import type { miscellaneousKeys } from '../keys/miscellaneous.ts';
import { atStart, BY_LOGGER } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const miscellaneousExplained: Readonly<Record<keyof typeof miscellaneousKeys, KeyExplanation>> = {
  Debug: atStart(
    'Logs details too: every probe, statement that acts, and request.',
    'Statements are logged without passwords, and requests without their query.',
  ),
  EnableSyslog: atStart('The log goes to syslog as well, with facility daemon.', BY_LOGGER),
  PrependMessagesWithOrcIdentity: atStart(
    'Messages of the API begin with "Orchestrator NAME says: ": "FQDN", "hostname" or "custom"; empty and "none": they do not.',
    'Where the name service does not know the whole name, the host name stands.',
  ),
  CustomOrcIdentity: atStart('That name, where it is "custom".'),
};
