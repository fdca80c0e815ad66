/** @file P1 … P6: what the text says of parameters, against the variables of the models that ran. */
import type { Report } from '../../core/report.ts';
import type { TextbookForm } from '../../core/theory.ts';
import { P3, P4 } from '../../textbook/forms.ts';
import { mlpGroups, type AttentionGroup } from '../../textbook/groups.ts';
import { checkForm, type FormCheck } from './form-check.ts';
import { complete, firstOf, formAt, owned, rowsBelow } from './rows.ts';

export function convolutionParameters(cnn: Report): FormCheck[] {
  const stem = firstOf(cnn, 'Conv2D');
  const head = firstOf(cnn, 'Dense');
  return [
    checkForm(formAt(cnn, stem.path, 'parameters'), owned([stem]), ['before batch norm']),
    checkForm(formAt(cnn, head.path, 'parameters'), owned([head])),
  ];
}

export function transformerParameters(report: Report, attention: AttentionGroup): FormCheck[] {
  const patches = firstOf(report, 'Conv2D');
  const theory = report.theoryRows.find((row) => row.path.join('.') === patches.path.join('.'));
  const kernel = report.weights.find(({ scope, shape }) => scope === patches.scope && shape.length === 4)!;
  const [ph, pw, channels, d] = kernel.shape as [number, number, number, number];
  const hasBias = theory?.config['use_bias'] !== false;
  // The text's tokens are the patches and one that is learned, of which it says nothing.
  const classTokens = report.layers.filter(({ className }) => className === 'ClassToken');
  const left: TextbookForm['terms'] = [
    ...(hasBias ? [{ term: 'bias', sign: 1 as const, factors: { d } }] : []),
    ...classTokens.map(() => ({ term: 'class token', sign: 1 as const, factors: { d } })),
  ];
  const positions = firstOf(report, 'LearnedPositions');
  const { n } = attention.uses[0]!;
  const [mlp] = mlpGroups(report.theoryRows);
  const learned = checkForm(complete(P4({ n, d: attention.d })), owned([positions]), ['learnable here']);
  return [
    checkForm({ ...P3({ ph, pw, channels, d }), terms: left }, owned([patches, ...classTokens])),
    { ...learned, outcome: learned.outcome === 'exact' ? 'depends' : learned.outcome },
    checkForm(formAt(report, attention.path, 'parameters'), owned(rowsBelow(report, attention.path))),
    checkForm(formAt(report, mlp!.path, 'parameters'), owned(rowsBelow(report, mlp!.path))),
  ];
}
