// An abstract in which all that is read from it is marked.

import { el } from '../dom.js';
import { highlight } from '../highlight.js';
import { wordsOf } from '../results.js';

/** The abstract of a paper, its entities as links in the colours of their types, its numbers in their sentences. */
export function markedAbstract(page, schema, link) {
  const text = page.properties.abstract;
  if (!text) return null;
  const joined = page.relations.filter(({ type }) => type !== 'Result').flatMap((group) => group.neighbours.map(({ node }) => node));
  const measured = page.results.rows.flatMap((row) => [row.method, row.measured_on, row.task, row.metric, row.baseline]);
  const nodes = [...joined, ...measured.filter(Boolean)];
  const parts = pieces(text, page.results.rows).map(({ piece, words }) => highlight(piece, nodes, words, (node, mark) => link(node.key, mark)));
  return el(
    'section',
    { className: 'results' },
    el('h2', {}, 'Abstract'),
    el('p', { className: 'abstract' }, ...parts.flat()),
    key(nodes, page.results.rows, schema),
  );
}

/** The text cut at the ends of the sentences that report numbers, each piece with its numbers. */
function pieces(text, rows) {
  const told = rows.filter(({ evidence }) => evidence.field === 'abstract').map((row) => ({ ...row.evidence, words: wordsOf(row) }));
  const cuts = [...new Set([0, ...told.flatMap(({ start, end }) => [start, end]), text.length])].sort((one, other) => one - other);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index];
    const words = told.filter((said) => said.start <= start && end <= said.end).flatMap((said) => said.words);
    return { piece: text.slice(start, end), words };
  });
}

/** Which colour stands for what, for the types that are there. */
function key(nodes, rows, schema) {
  const there = new Set([...nodes.map(({ type }) => type), ...(rows.length ? ['Result'] : [])]);
  const items = [...schema.types.values()].filter(({ name }) => there.has(name)).map(({ name }) => {
    const mark = el('mark', { data: { type: name } }, name.toLowerCase());
    return el('li', {}, mark);
  });
  return items.length ? el('ul', { className: 'key', aria: { label: 'Colours' } }, ...items) : null;
}
