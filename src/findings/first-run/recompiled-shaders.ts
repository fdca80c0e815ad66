/**
 * @file Finding: shaders that were compiled since a layer ran on a shape that it had not had. A shader of tfjs holds the
 * shapes that it works on, or at least what follows from them.
 */
import { shadersOf } from '../../core/first-run.ts';
import { integer, rowName } from '../../core/writing.ts';
import { namesOf, rowsWhere, type Rule } from '../evidence.ts';
import { msText, shapeText, whereOf } from './evidence.ts';

export const recompiledShaders: Rule = (report) => {
  const { firstRun } = report;
  const anew = firstRun?.shaders.filter(({ isForNewShape }) => isForNewShape) ?? [];
  if (firstRun === undefined || anew.length === 0) return null;
  const shaders = shadersOf({ shaders: anew });
  const ms = anew.reduce((sum, row) => sum + row.ms, 0);
  const places = anew.flatMap(({ entry }) => (entry === null ? [] : [whereOf(report, entry)]));
  const byLayer = new Map(
    places.map(({ scope, call }) => [`${scope.id} ${shapeText(call.outputs[0].shape)}`, { scope, call }]),
  );
  const names = [...byLayer.values()].map(
    ({ scope, call }) => `${rowName(scope)} ${shapeText(call.outputs[0].shape)}`,
  );
  const scopes = new Set(places.map(({ scope }) => scope.id));
  return {
    rule: 'recompiled-shaders',
    marks: null,
    what: `${integer(shaders)} of ${integer(shadersOf(firstRun))} shaders were compiled in ${msText(ms)} since layers ran on other shapes than before: ${namesOf(names)}.`,
    work: [],
    cause: `On ${report.backend} a shader holds the shapes that it works on, or what follows from them: another size of the input needs others.`,
    remedy:
      'Keep to one size, to which inputs are padded or resized, or run each size once before it matters' +
      (report.backend.endsWith('webgl')
        ? "; tf.env().set('WEBGL_USE_SHAPES_UNIFORMS', true) lets shaders be shared by shapes."
        : '.'),
    evidence: {
      shaders,
      allShaders: shadersOf(firstRun),
      ms,
      layers: [...byLayer.values()].map(({ scope, call }) => ({
        layer: rowName(scope),
        kernel: call.kernel,
        shape: call.outputs[0].shape,
      })),
    },
    rows: rowsWhere(report, ({ scope }) => scope !== null && scopes.has(scope)),
  };
};
