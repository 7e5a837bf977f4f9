/** The name of a store that is kept in memory only. */
export const MEMORY_FILE = ':memory:';
