/** Small fleets for the tests of this and other packages; nothing that runs in production imports this. */
export * from './sql-fleet.ts';
