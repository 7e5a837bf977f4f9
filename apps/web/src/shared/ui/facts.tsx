import type { ReactElement, ReactNode } from 'react';
import classes from './facts.module.css';

export interface FactsProps {
  readonly title: string;
  /** Name and value; what is not known shows as a dash. */
  readonly facts: readonly (readonly [string, ReactNode])[];
}

export function Facts({ title, facts }: FactsProps): ReactElement {
  return (
    <section className={classes.section} aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? '–'}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
