import { startSandbox } from '@topiary/sandbox';
import { createServers } from '@topiary/mysql';
import { createMemoryStore, openSqliteStore } from '@topiary/store';
import { DEFAULT_POLICY, asInstant, say } from '@topiary/domain';
import { createEngine, NO_FILTERS } from '@topiary/engine';
const t0 = performance.now();
const tree = process.argv[2] ?? 'm > (a, b, c > (d, e))';
const sandbox = await startSandbox({ clusters: [{ name: 'x', tree }] });
console.log('sandbox', Math.round(performance.now() - t0));
const clock = { now: () => asInstant(Date.now()), monotonicMs: () => performance.now(), sleep: (ms: number) => new Promise<void>((r) => setTimeout(r, ms)), schedule: (ms: number, f: () => void) => { const t = setTimeout(f, ms); return () => clearTimeout(t); } };
const servers = createServers({ credentials: () => sandbox.credentials.topology, tls: { mode: 'disabled' } as never, monotonicMs: clock.monotonicMs });
const store = await openSqliteStore({ file: `/tmp/scratch/${process.pid}.sqlite`, clock, logger: console } as never);
const engine = createEngine({ servers, store, clock, random: { next: Math.random, id: () => crypto.randomUUID() }, logger: { info: console.log, warn: console.log, error: console.log }, policy: DEFAULT_POLICY,
  settings: { seeds: [sandbox.server('x.a').address], pollIntervalMs: 5000, probeDeadlineMs: 3000, maxConcurrentProbes: 100, filters: NO_FILTERS, proposalLifetimeMs: 600000, maxParallelSteps: 50, forgetUnseenMs: 1e12, observeOnlyReason: null, holder: { hostname: 'h', processId: process.pid, url: '' } } });
await engine.start();
await clock.sleep(1500);
const snap = engine.snapshot();
for (const i of snap.instances.values()) console.log(i.id, i.role, i.depth, i.health, i.observation?.product.version.text, i.problems.map((p) => p.code + JSON.stringify(p.params)).join(','), i.failure);
for (const c of snap.clusters.values()) console.log(c.name, c.shape, c.revision);
const actor = { user: 'x', address: '127.0.0.1', via: 'api' } as const;
const id = (n: string) => `${sandbox.server(`x.${n}`).host}:${sandbox.server(`x.${n}`).port}` as never;
for (const [r, t] of [['a', 'b'], ['a', 'm'], ['a', 'c'], ['a', 'm'], ['a', 'b'], ['a', 'm']] as const) {
  const p = engine.propose({ kind: 'relocate', replica: id(r), channel: null, target: id(t) }, actor);
  if (p.kind !== 'proposed') { console.log('REFUSED', JSON.stringify(p.kind === 'refusal' ? p.reasons.map((m) => say(m, 'en')) : p)); continue; }
  if (r === 'a' && t === 'b') console.log(p.state.steps.map((s) => s.statements), p.state.plan.notes.map((m) => say(m, 'en')));
  const s = performance.now();
  const c = await engine.confirm(p.state.plan.id, actor);
  const mid = performance.now();
  const e = c.kind === 'started' ? await engine.whenFinished(p.state.plan.id) : null;
  console.log(r, t, c.kind, e?.outcome, e?.reason, 'confirm', (mid - s).toFixed(1), 'total', (performance.now() - s).toFixed(1), e?.steps.map((x) => x.tookMs?.toFixed(1)), c.kind==='stale'? c.reasons: '');
  await clock.sleep(200);
}
const p = engine.propose({ kind: 'relocate-replicas', source: id('m'), target: id('c'), only: null }, actor);
if (p.kind === 'proposed') { const s = performance.now(); const c= await engine.confirm(p.state.plan.id, actor); const e = await engine.whenFinished(p.state.plan.id); console.log('two', c.kind, e.outcome, (performance.now() - s).toFixed(1)); }
await clock.sleep(300);
const k = performance.now();
engine.onChange((ch) => { if (ch.kind === 'topology') console.log('change', (performance.now() - k).toFixed(1), [...engine.snapshot().instances.values()].filter((i) => i.health !== 'ok').map((i) => `${i.id} ${i.health}`).join()); });
await sandbox.server('x.b').kill();
await clock.sleep(1500);
await engine.stop({ deadlineMs: 1000 }); await servers.close(); await store.close(); await sandbox.stop();
