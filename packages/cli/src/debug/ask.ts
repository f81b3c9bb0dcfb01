/** What can be asked of a variable beside its value: where it lives, why there, and what keeps it alive. */
import type { BindingInspection, FrameInspection } from '@saguaro/engine';
import type { Colors } from '../context.ts';
import { bindingParagraph, whyLines } from '../report/explain.ts';
import type { ExplainedBinding } from '../report/model.ts';
import type { Debugged } from './program.ts';

/** Where variables of that name live, and why there: in the file of the frame looked at, or else in any. */
export function whereLives(
  debugged: Debugged,
  name: string,
  frame: FrameInspection | undefined,
  colors: Colors,
): string[] {
  const { debugger: d } = debugged;
  const inFile = (file: string) => debugged.explained(file).filter((binding) => binding.name === name);
  const near = frame === undefined ? [] : inFile(frame.file);
  const found = near.length > 0 ? near : d.sources.names.flatMap(inFile);
  const lines = found.flatMap((binding) => bindingParagraph(binding, colors));
  if (found.length === 0) lines.push(`The program declares nothing called ${name}.`);
  if (frame === undefined) return lines;
  for (const { bindings } of d.scopes(frame.index).scopes)
    for (const b of bindings) if (b.name === name) lines.push(`now: ${placeText(b)}, ${b.value.text}`);
  return lines;
}

/** What keeps variables of that name alive. */
export function whyAlive({ machine }: Debugged, name: string, colors: Colors): string[] {
  const answers = machine.why(name);
  if (answers.length === 0) return [`Nothing called ${name} is alive on the heap.`];
  return answers.flatMap((answer) => whyLines(answer, colors));
}

/** `register 2`, `cell 0, dead`. */
export function placeText({ place, index, state }: BindingInspection): string {
  return `${place}${index >= 0 ? ` ${index}` : ''}${state === 'live' ? '' : `, ${state}`}`;
}

/** What the storage plan says of a variable; undefined where it is not sure which one it is. */
export function explanationOf(
  debugged: Debugged,
  file: string,
  binding: BindingInspection,
): ExplainedBinding | undefined {
  const { declared } = binding;
  const named = debugged.explained(file).filter(({ name }) => name === binding.name);
  if (declared !== null) return named.find(({ line, column }) => line === declared.line && column === declared.column);
  // Of globals and cells of modules the machine knows the name.
  const outermost = named.filter(({ place }) => place.kind === 'global' || place.kind === 'module');
  return outermost.length === 1 ? outermost[0] : undefined;
}
