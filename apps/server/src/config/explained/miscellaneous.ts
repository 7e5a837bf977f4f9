import type { miscellaneousKeys } from '../keys/miscellaneous.ts';
import { NO_SYSLOG, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const NO_IDENTITY = 'Messages of the API do not name this node yet.';

export const miscellaneousExplained: Readonly<Record<keyof typeof miscellaneousKeys, KeyExplanation>> = {
  Debug: withoutEffect(
    'Logs more.',
    'There is one level: events that somebody may have to act on, or that explain what was done.',
  ),
  EnableSyslog: withoutEffect(
    'The log goes to syslog too.',
    `${NO_SYSLOG} The log goes to the standard error stream, from which the service manager takes it: systemd hands it on.`,
  ),
  PrependMessagesWithOrcIdentity: withoutEffect('Messages of the API begin with the name of this node.', NO_IDENTITY),
  CustomOrcIdentity: withoutEffect('That name, where it is "custom".', NO_IDENTITY),
};
