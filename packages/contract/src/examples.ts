/** Examples of bodies, for those who read the OpenAPI document; a test parses each by its route's schema. */
import type { z } from 'zod';
import type { RouteName, routes } from './routes.ts';

type Bodies = {
  readonly [
    Name in RouteName as (typeof routes)[Name]['body'] extends null ? never : Name
  ]?: (typeof routes)[Name]['body'] extends z.ZodType ? z.input<(typeof routes)[Name]['body']> : never;
};

export const BODY_EXAMPLES: Bodies = {
  discover: { address: 'db-1.example:3306' },
  import: { text: 'host,tags,pool\ndb-1.example,role=main,readers\n' },
  previewImport: { text: 'db-1.example:3306\ndb-2.example:3306\n' },
  register: {
    kind: 'begin-downtime',
    instance: 'db-2.example:3306',
    owner: 'ada',
    reason: 'a disk is replaced',
    duration: '1h',
  },
  propose: { kind: 'relocate', replica: 'db-3.example:3306', target: 'db-2.example:3306' },
  methods: { kind: 'relocate', replica: 'db-3.example:3306', target: 'db-2.example:3306' },
  restoreAt: { at: 1_767_225_600_000 },
};
