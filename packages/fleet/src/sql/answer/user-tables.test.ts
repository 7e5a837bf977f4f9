import { describe, expect, test } from 'vitest';
import { ask } from '../../testing/asking.ts';
import { makeFleet } from '../../testing/sql-fleet.ts';
import type { TestFleet } from '../../testing/sql-fleet.ts';

describe.each(['8.0.36', '9.7.4', '11.8.6-MariaDB'])('tables of users on %s', (version) => {
  const written = (): TestFleet => {
    const made = makeFleet(version);
    const m = made.id('m');
    made.run(m, 'CREATE TABLE shop.orders (id INT PRIMARY KEY, what TEXT)');
    made.run(m, "INSERT INTO shop.orders VALUES (10, 'ten'), (2, 'two')");
    made.run(m, "INSERT INTO shop.orders (id, what) VALUES (3, 'three')");
    made.run(m, 'DELETE FROM shop.orders WHERE id = 3');
    return made;
  };

  test('have the rows that statements named, in order of their key', () => {
    expect(ask(written(), 'SELECT * FROM shop.orders')).toEqual([{ id: 2 }, { id: 10 }]);
  });

  test('are counted, and asked for one row', () => {
    const made = written();
    expect(ask(made, 'SELECT COUNT(*) AS n FROM shop.orders')).toEqual([{ n: 2 }]);
    expect(ask(made, 'SELECT id FROM shop.orders WHERE id = 10')).toEqual([{ id: 10 }]);
    expect(ask(made, 'SELECT id FROM shop.orders WHERE id = 11')).toEqual([]);
  });

  test('are the same on a replica', () => {
    const made = written();
    made.replicate('a', 'm');
    made.settle(1_000);
    expect(ask(made, 'SELECT id FROM shop.orders', { on: 'a' })).toEqual([{ id: 2 }, { id: 10 }]);
  });

  test('are there while they are empty, until they are dropped', () => {
    const made = makeFleet(version);
    const m = made.id('m');
    const count = (): unknown => ask(made, 'SELECT COUNT(*) AS n FROM shop.empty');
    expect(count()).toMatchObject({ number: 1146 });
    made.run(m, 'CREATE TABLE shop.empty (id INT PRIMARY KEY)');
    expect(count()).toEqual([{ n: 0 }]);
    made.run(m, 'DROP TABLE shop.empty');
    expect(count()).toMatchObject({ number: 1146 });
  });

  test('may be keyed by texts', () => {
    const made = makeFleet(version);
    made.run(made.id('m'), "INSERT INTO shop.names VALUES ('bo'), ('ann')");
    expect(ask(made, 'SELECT * FROM shop.names')).toEqual([{ id: 'ann' }, { id: 'bo' }]);
  });
});
