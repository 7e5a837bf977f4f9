/** The closed list of problems, taken from the schema that the API answers with. */
import { nodeView } from '@topiary/contract';

export const PROBLEM_CODES = nodeView.shape.problems.element.shape.code.options;
