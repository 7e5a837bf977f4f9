/** What came of an import: of each kind of thing how many there are, how many are taken, and why the others are not. */

export const IMPORT_PARTS = [
  'servers',
  'clusters',
  'cluster aliases',
  'cluster domains',
  'tags',
  'pool members',
  'promotion rules',
  'downtimes',
  'maintenances',
  'virtual names',
  'recovery switch',
  'failure detections',
  'recoveries',
  'recovery steps',
  'audit entries',
] as const;
export type ImportPartName = (typeof IMPORT_PARTS)[number];

export interface ImportPart {
  readonly what: ImportPartName;
  readonly found: number;
  readonly taken: number;
  /** Topiary has it: by an earlier import, or because somebody set it here. What is set here stays. */
  readonly already: number;
  /** In order of how many. */
  readonly left: readonly LeftOut[];
}

export interface LeftOut {
  readonly why: string;
  readonly count: number;
  /** At most `MAX_EXAMPLES`. */
  readonly examples: readonly string[];
}

export interface OrchestratorImportReport {
  /** `false`: a preview, and nothing was changed. */
  readonly done: boolean;
  readonly from: string;
  /** orchestrator's release, as its database tells it. */
  readonly version: string | null;
  /** Where it goes, or would. */
  readonly into: string;
  readonly parts: readonly ImportPart[];
  readonly notes: readonly string[];
}

export const MAX_EXAMPLES = 3;

/** Counts while rows are looked at. */
export class Tally {
  private readonly counts = new Map<ImportPartName, { taken: number; already: number }>();
  private readonly left = new Map<ImportPartName, Map<string, { count: number; examples: string[] }>>();

  take(what: ImportPartName): void {
    this.countOf(what).taken += 1;
  }

  has(what: ImportPartName): void {
    this.countOf(what).already += 1;
  }

  leave(what: ImportPartName, why: string, example: string, count = 1): void {
    const reasons = this.left.get(what) ?? new Map<string, { count: number; examples: string[] }>();
    const reason = reasons.get(why) ?? { count: 0, examples: [] };
    reason.count += count;
    if (reason.examples.length < MAX_EXAMPLES && example !== '' && !reason.examples.includes(example))
      reason.examples.push(example);
    reasons.set(why, reason);
    this.left.set(what, reasons);
  }

  get parts(): readonly ImportPart[] {
    return IMPORT_PARTS.map((what) => {
      const { taken, already } = this.counts.get(what) ?? { taken: 0, already: 0 };
      const left = [...(this.left.get(what) ?? [])]
        .map(([why, { count, examples }]) => ({ why, count, examples }))
        .toSorted((one, other) => other.count - one.count);
      const found = taken + already + left.reduce((sum, { count }) => sum + count, 0);
      return { what, found, taken, already, left };
    });
  }

  private countOf(what: ImportPartName) {
    const counts = this.counts.get(what) ?? { taken: 0, already: 0 };
    this.counts.set(what, counts);
    return counts;
  }
}
