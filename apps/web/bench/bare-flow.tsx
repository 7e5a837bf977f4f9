/** The yardstick: React Flow as it comes, with as many small nodes and plain edges as the canvas has. Nothing of ours. */
import 'reactflow/dist/style.css';
import './bare-flow.css';
import type { ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { ReactFlow } from 'reactflow';
import type { Edge, Node } from 'reactflow';

const NODES = 500;
const COLUMNS = 25;

const nodes: Node[] = Array.from({ length: NODES }, (_, index) => ({
  id: String(index),
  position: { x: (index % COLUMNS) * 200, y: Math.floor(index / COLUMNS) * 120 },
  data: { label: `node ${index}` },
}));

const edges: Edge[] = nodes
  .slice(1)
  .map((node, index) => ({ id: `e${node.id}`, source: String(Math.floor(index / 10)), target: node.id }));

function BareFlow(): ReactElement {
  return <ReactFlow defaultNodes={nodes} defaultEdges={edges} minZoom={0.05} fitView />;
}

const root = document.querySelector('#root');
if (root !== null) createRoot(root).render(<BareFlow />);
