import type { ReactElement } from 'react';
import { CopyButton } from './copy-button.tsx';
import classes from './code-block.module.css';

export interface CodeBlockProps {
  readonly text: string;
  /** What it is, for those who hear it. */
  readonly label: string;
}

export function CodeBlock({ text, label }: CodeBlockProps): ReactElement {
  return (
    <div className={classes.block}>
      <pre aria-label={label} tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}
