import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Agenda } from './agenda.ts';
import type { AgendaEntry } from './agenda.ts';

function owner() {
  return { power: 'up' as 'up' | 'down' | 'frozen', incarnation: 1, suspended: [] as AgendaEntry[] };
}

function drain(agenda: Agenda, byMs = Number.MAX_SAFE_INTEGER): void {
  for (;;) {
    const due = agenda.takeDue(byMs);
    if (due === null) return;
    due.run();
  }
}

describe('an agenda', () => {
  test('goes by time, then by the order of scheduling', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 })), (times) => {
        const agenda = new Agenda();
        const ran: (readonly [number, number])[] = [];
        times.forEach((at, index) => agenda.schedule(at, null, () => ran.push([at, index])));
        drain(agenda);
        const expected = times.map((at, index) => [at, index] as const);
        expect(ran).toEqual(expected.toSorted((left, right) => left[0] - right[0] || left[1] - right[1]));
      }),
    );
  });

  test('drops what was cancelled, and what belongs to a server that died or started anew', () => {
    const agenda = new Agenda();
    const ran: string[] = [];
    const [one, other] = [owner(), owner()];
    agenda.schedule(1, one, () => ran.push('one'));
    agenda.schedule(2, other, () => ran.push('other'));
    agenda.schedule(3, null, () => ran.push('cancelled')).cancelled = true;
    one.power = 'down';
    other.incarnation += 1;
    expect(agenda.nextMs()).toBeNull();
    drain(agenda);
    expect(ran).toEqual([]);
  });

  test('parks what a frozen server would have done, and takes it up again', () => {
    const agenda = new Agenda();
    const ran: string[] = [];
    const frozen = owner();
    frozen.power = 'frozen';
    const entry = agenda.schedule(1, frozen, () => ran.push('frozen'));
    drain(agenda, 5);
    expect(ran).toEqual([]);
    expect(frozen.suspended).toEqual([entry]);
    frozen.power = 'up';
    agenda.resume(entry, 9);
    expect(agenda.nextMs()).toBe(9);
    drain(agenda);
    expect(ran).toEqual(['frozen']);
  });
});
