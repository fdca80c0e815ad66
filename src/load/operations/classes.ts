/** @file The class of each operation, and the shapes that it makes. */
import { Input, SHAPES, sizeOfInput, type OpenShape } from './shapes.ts';
import { given, type Takes } from './takes.ts';

/** Class names cannot be taken for those of anybody else. */
export const classNameOf = (operation: string): string => `tf.${operation}`;

const operationOf = (className: string): string => className.replace(/^tf\./, '');

/** Whether a class of a file is one of these. */
export const isOperationClass = (className: string): boolean =>
  className.startsWith('tf.') && Object.hasOwn(SHAPES, operationOf(className));

/** The shapes of the outputs; a single one stands alone. @throws where they cannot be told */
export const operationShape = (
  className: string,
  takes: Takes,
  inputs: readonly OpenShape[],
): OpenShape | readonly OpenShape[] => {
  const operands = inputs.map((shape) => new Input(shape));
  const args = given(takes, operands, sizeOfInput) as Parameters<(typeof SHAPES)[string]>[0];
  return SHAPES[operationOf(className)]!(args);
};
