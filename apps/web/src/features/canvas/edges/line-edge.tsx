/** An edge: colour, dash and words say its state; the label says how far behind the replica is. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import type { EdgeId, EdgeView } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { useCanvas } from '../canvas-context.tsx';
import type { EdgePath } from '../model/edge-path.ts';
import { edgeText } from '../model/edge-text.ts';
import type { FlowLine } from '../model/to-flow.ts';
import classes from './line-edge.module.css';

/** For edges that stand for nothing yet, so that the hook below has a key. */
const NO_EDGE = '' as EdgeId;

export const LineEdge = memo(function LineEdge({ line }: { readonly line: FlowLine }): ReactElement | null {
  const { feeds } = useCanvas();
  const edge = useKeyed(feeds.edges, line.edge ?? NO_EDGE);
  const near = useKeyed(feeds.details, line.replica) === 'near';
  const crosses = useKeyed(feeds.crossing, line.edge ?? NO_EDGE) ?? false;
  const words = useWords();
  const { path, plan } = line;
  if (plan === 'arriving') return <Line id={line.id} path={path} state="arriving" text={words.t('edge.arriving')} />;
  if (plan === 'former') return <Line id={line.id} path={path} state="former" text={words.t('edge.former')} />;
  if (edge === undefined) return null;
  if (plan === 'leaving') return <Line id={line.id} path={path} state="leaving" text={words.t('edge.leaving')} />;
  // From afar only what is not as it should be has words.
  const text = near || edge.state !== 'replicating' || plan === 'moved' ? edgeText(edge, words) : null;
  return (
    <Line
      id={line.id}
      path={path}
      state={edge.state}
      text={text}
      semiSync={edge.semiSync}
      isMoved={plan === 'moved'}
      crosses={crosses}
    />
  );
});

interface LineProps {
  readonly id: string;
  readonly path: EdgePath;
  readonly state: EdgeView['state'] | 'leaving' | 'arriving' | 'former';
  readonly text: string | null;
  readonly semiSync?: boolean;
  /** It leads elsewhere since the change that is looked at. */
  readonly isMoved?: boolean;
  /** Into another data center. */
  readonly crosses?: boolean;
}

const LABEL_HEIGHT = 18;
const MAX_LABEL_LETTERS = 18;

function Line(props: LineProps): ReactElement {
  const { id, path, state, text, semiSync = false, isMoved = false, crosses = false } = props;
  return (
    <g
      className={classes.line}
      data-line={id}
      data-state={state}
      data-semi-sync={semiSync || undefined}
      data-moved={isMoved || undefined}
      data-crossing={crosses || undefined}
    >
      <path className={classes.stroke} d={path.d} />
      {crosses && <path className={classes.core} d={path.d} />}
      <path className={classes.head} d={path.head} />
      {text !== null && <Label path={path} text={text} />}
    </g>
  );
}

function Label({ path, text }: { readonly path: EdgePath; readonly text: string }): ReactElement {
  const shown = text.length > MAX_LABEL_LETTERS ? `${text.slice(0, MAX_LABEL_LETTERS - 1)}…` : text;
  const width = widthOf(shown);
  const left = path.label.anchor === 'end' ? -width : -width / 2;
  return (
    <g className={classes.label} transform={`translate(${path.label.x},${path.label.y})`}>
      <rect x={left} y={-LABEL_HEIGHT / 2} width={width} height={LABEL_HEIGHT} rx={5} />
      <text x={left + width / 2} textAnchor="middle" dominantBaseline="central">
        {shown}
      </text>
    </g>
  );
}

/** Measuring text costs a layout of the page per label; a Chinese sign is about two Latin letters wide. */
function widthOf(text: string): number {
  const letters = [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);
  return letters * 7.2 + 12;
}
