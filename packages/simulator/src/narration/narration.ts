/** What happened in a run, in words, the earliest first: who did what, and when. */
export interface NarrationLine {
  /** Since the beginning of the run. */
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
}

/** A run that says more than this has gone astray; the rest is counted. */
const MAX_LINES = 50_000;
const TIME_WIDTH = 11;
const WHO_WIDTH = 12;

export class Narration {
  readonly lines: NarrationLine[] = [];
  private untold = 0;
  private readonly elapsedMs: () => number;

  constructor(elapsedMs: () => number) {
    this.elapsedMs = elapsedMs;
  }

  say(who: string, what: string): void {
    if (this.lines.length >= MAX_LINES) this.untold += 1;
    else this.lines.push({ atMs: this.elapsedMs(), who, what });
  }

  get text(): string {
    const told = this.lines.map(lineText).join('\n');
    return this.untold === 0 ? `${told}\n` : `${told}\n… and ${this.untold} lines more\n`;
  }
}

function lineText({ atMs, who, what }: NarrationLine): string {
  return `${(atMs / 1000).toFixed(4).padStart(TIME_WIDTH)}  ${who.padEnd(WHO_WIDTH)} ${what}`;
}
