/** What the processes of `many.ts` tell each other. */

export interface ClientOrder {
  readonly count: number;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The statements of one probe, as one packet. */
  readonly batch: string;
  readonly intervalMs: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface ClientReport {
  readonly connectedMs: number;
  readonly probes: number;
  readonly failed: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly lateMs: Percentiles;
  readonly tookMs: Percentiles;
}
