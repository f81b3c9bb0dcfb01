/** Findings as one page that needs nothing else. */
import type { Finding, LeakReport } from '@saguaro/retention';
import { bytesText, causeTexts, growthText, inOrder, shownFile, shownStep } from './leaks.ts';

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

const style = `
:root { color-scheme: light dark; --line: #8884; --mark: #f5b70033; --bad: #d03030; --good: #2a8a3e; --dim: #777; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 0 0 .25rem; } code, pre { font: 13px/1.45 ui-monospace, monospace; }
article { border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 1rem 0; }
.size { font-weight: 600; } .dim { color: var(--dim); }
table.source { border-collapse: collapse; width: 100%; margin: .5rem 0; } .source td { white-space: pre; padding: 0 .5rem; font: 13px/1.45 ui-monospace, monospace; }
.source td:first-child { color: var(--dim); text-align: right; width: 1%; } .source tr.mark { background: var(--mark); } .source td.note { color: var(--dim); white-space: normal; width: 25%; }
.scroll { overflow-x: auto; } ol.path { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem; align-items: center; }
ol.path li { border: 1px solid var(--line); border-radius: 6px; padding: .1rem .5rem; font: 12px ui-monospace, monospace; overflow-wrap: anywhere; }
ol.path li:not(:first-child)::before { content: '\\2192\\00a0'; color: var(--dim); } ol.path li:last-child { border-color: var(--bad); }
.uses { color: var(--good); } .unused { color: var(--bad); }
`;

/** Lines shown around each marked one. */
const around = 2;

export function leaksHtml(
  { findings, totals, missingSources }: LeakReport,
  texts: ReadonlyMap<string, string>,
  title: string,
  cwd: string,
): string {
  const summary = `${findings.length} findings, ${bytesText(totals.needlessBytes)} needless of ${bytesText(totals.heapBytes)}; ${totals.nodes} nodes, ${totals.closures} closures, ${totals.knownClosures} of them with sources.`;
  const missing =
    missingSources.length === 0
      ? ''
      : `<p class="dim">Without sources, and so not judged: ${escaped(missingSources.join(', '))}</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}: leaks</title><style>${style}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(summary)}</p>
${findings.map((finding, i) => article(finding, i + 1, texts, cwd)).join('\n')}
${findings.length === 0 ? '<p>Nothing is kept that is worth a finding.</p>' : ''}${missing}
</body></html>
`;
}

function article(finding: Finding, number: number, texts: ReadonlyMap<string, string>, cwd: string): string {
  const { variable, cause, file, line, column, retainedBytes, needlessBytes, copies, blame, path, fix } = finding;
  const where =
    line === 0
      ? ''
      : ` of <code>${escaped(finding.function)}</code>, ${escaped(shownFile(file, cwd))}:${line}:${column}`;
  const grown = growthText(finding);
  const growth = grown === '' ? '' : `, ${grown}`;
  const live = inOrder(finding).map(
    (one) =>
      `<li><code>${escaped(one.function)}</code>, line ${one.line}:${one.column}${one.count > 1 ? ` × ${one.count}` : ''}: <span class="${one.uses ? 'uses">uses it' : 'unused">does not use it'}</span></li>`,
  );
  const blamed =
    blame === null
      ? ''
      : `<p>To blame: <code>${escaped(blame.function)}</code>, ${escaped(shownFile(blame.file, cwd))}:${blame.line}:${blame.column}</p>`;
  return `<article><h2>${number}. <code>${escaped(variable)}</code>${where}</h2>
<p><span class="size">${bytesText(needlessBytes)} needless, ${bytesText(retainedBytes)} retained</span>, ${copies} ${copies === 1 ? 'copy' : 'copies'}${escaped(growth)}: ${escaped(causeTexts[cause])}</p>
${source(finding, texts.get(file))}
${live.length === 0 ? '' : `<p>Live closures on its environment:</p><ul>${live.join('')}</ul>`}${blamed}
<ol class="path">${path.map((step) => `<li>${escaped(shownStep(step, cwd))}</li>`).join('')}</ol>
<p>${escaped(fix)}</p></article>`;
}

/** The lines that a finding is about, each with what it has to do with it. */
function source({ variable, file, line, closures, blame }: Finding, text: string | undefined): string {
  if (text === undefined || line === 0) return '';
  const notes = new Map<number, string[]>();
  const note = (at: number, words: string): void => {
    const known = notes.get(at);
    if (known === undefined) notes.set(at, [words]);
    else if (!known.includes(words)) known.push(words);
  };
  note(line, `declares ${variable}`);
  for (const closure of closures)
    note(closure.line, `${closure.function} is alive and ${closure.uses ? 'uses it' : 'does not use it'}`);
  if (blame !== null && blame.file === file) note(blame.line, `${blame.function} is to blame`);
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
  const rows: string[] = [];
  let last = 0;
  lines.forEach((content, i) => {
    const at = i + 1;
    const near = [...notes.keys()].some((marked) => Math.abs(marked - at) <= around);
    if (!near) return;
    if (last !== 0 && at > last + 1) rows.push('<tr><td>⋮</td><td></td><td></td></tr>');
    last = at;
    const words = notes.get(at);
    const shown = content.length > 400 ? `${content.slice(0, 400)}…` : content;
    rows.push(
      `<tr${words === undefined ? '' : ' class="mark"'}><td>${at}</td><td>${escaped(shown)}</td><td class="note">${escaped(words?.join('; ') ?? '')}</td></tr>`,
    );
  });
  return `<div class="scroll"><table class="source">${rows.join('')}</table></div>`;
}
