/** Chance comes in through this door only. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A fresh identifier, unique for all practical purposes (in production a UUID). */
  id(): string;
}
