import { z } from 'zod';

export const reloadView = z.object({
  /** Keys that have another value from now on. */
  changed: z.array(z.string()),
  /** Keys whose new value needs a restart; the old one stays in force. */
  needRestart: z.array(z.string()),
});

export type ReloadView = z.output<typeof reloadView>;
