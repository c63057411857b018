// A sentence that says something, and the paper that it stands in.

import { el, safeAddress } from './dom.js';
import { highlight } from './highlight.js';

/** A sentence with the words that name its nodes marked, and who says so. */
export function evidence(said, nodes, link, { words = [], source = true } = {}) {
  return el(
    'figure',
    { className: source ? 'evidence' : 'evidence plain' },
    el('blockquote', {}, ...highlight(said.sentence, nodes, words)),
    el('figcaption', {}, ...(source ? citation(said.paper, link) : []), confidence(said)),
  );
}

/** The paper's title as a link into the graph, its year, and the way to the paper itself. */
function citation(paper, link) {
  const address = safeAddress(paper.url);
  const outside = { href: address, target: '_blank', rel: 'noopener noreferrer', title: 'Read the paper' };
  return [
    link(`paper:${paper.id}`, paper.title ?? paper.id),
    paper.year ? el('span', { className: 'number' }, String(paper.year)) : null,
    address ? el('a', { ...outside, className: 'outside', aria: { label: 'Read the paper' } }, '↗') : null,
  ];
}

/** How sure the extractor is, as people write it. */
export const percent = (said) => `${Math.round(100 * said.confidence)}%`;

function confidence(said) {
  return el('span', { className: 'confidence', title: `confidence of ${said.extractor}` }, percent(said));
}
