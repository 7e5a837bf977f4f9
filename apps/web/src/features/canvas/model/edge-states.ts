/** The closed list of edge states, taken from the schema that the API answers with. */
import { edgeView } from '@topiary/contract';

export const EDGE_STATES_SHOWN = edgeView.shape.state.options;
