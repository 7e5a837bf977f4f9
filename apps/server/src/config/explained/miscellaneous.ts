import type { miscellaneousKeys } from '../keys/miscellaneous.ts';
import { atStart, NO_SYSLOG, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const miscellaneousExplained: Readonly<Record<keyof typeof miscellaneousKeys, KeyExplanation>> = {
  Debug: withoutEffect(
    'Logs more.',
    'There is one level: events that somebody may have to act on, or that explain what was done.',
  ),
  EnableSyslog: withoutEffect(
    'The log goes to syslog too.',
    `${NO_SYSLOG} The log goes to the standard error stream, from which the service manager takes it: systemd hands it on.`,
  ),
  PrependMessagesWithOrcIdentity: atStart(
    'Messages of the API begin with "Orchestrator NAME says: ": "FQDN", "hostname" or "custom"; empty and "none": they do not.',
    'Where the name service does not know the whole name, the host name stands.',
  ),
  CustomOrcIdentity: atStart('That name, where it is "custom".'),
};
