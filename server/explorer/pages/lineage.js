// Where a method comes from and what came of it, as trees.

import { count, el } from '../dom.js';
import { evidence } from '../evidence.js';

/** Twigs of a branch that are shown at first. */
const FIRST = 8;

/** A tree for each way that leads somewhere, under the words that say which. */
export function lineageTrees(lineage, schema, link) {
  const nodes = new Map([lineage.method, ...lineage.ancestors.map(nodeOf), ...lineage.descendants.map(nodeOf)].map((node) => [node.key, node]));
  const ways = [
    { title: 'Based on, or part of', relatives: lineage.ancestors, near: 'source', far: 'target', says: 'forward', cut: lineage.cut.ancestors },
    { title: 'Based on it, or part of it', relatives: lineage.descendants, near: 'target', far: 'source', says: 'backward', cut: lineage.cut.descendants },
  ];
  return ways
    .filter(({ relatives }) => relatives.length)
    .map(({ title, relatives, near, far, says, cut }) => {
      const children = childrenOf(lineage, relatives, near, far);
      const telling = { children, nodes, link, words: ({ relation }) => schema.relations.get(relation)[says] };
      const root = el('li', {}, el('span', { className: 'self' }, lineage.method.label), branch(lineage.method.key, telling));
      return el(
        'section',
        { className: 'results' },
        el('h2', {}, title, ' ', el('span', { className: 'number' }, count(relatives.length, 'method'))),
        el('ul', { className: 'tree', aria: { label: title } }, root),
        cut ? el('p', { className: 'quiet' }, `${lineage.cut.complete ? '' : 'At least '}${count(cut, 'method')} more that ${cut === 1 ? 'is' : 'are'} not shown.`) : null,
      );
    });
}

const nodeOf = ({ node }) => node;

/** The edges that lead one step further, by the node that they lead on from; each relative stands in the tree once. */
function childrenOf(lineage, relatives, near, far) {
  const steps = new Map([[lineage.method.key, 0], ...relatives.map(({ node, step }) => [node.key, step])]);
  const children = new Map();
  const placed = new Map();
  for (const edge of lineage.edges) {
    const [from, to] = [edge[near], edge[far]];
    if (steps.get(to) !== steps.get(from) + 1) continue;
    const known = placed.get(to);
    if (known && known.from !== from) continue;
    if (known) known.edges.push(edge);
    else {
      const child = { key: to, from, edges: [edge] };
      placed.set(to, child);
      children.set(from, [...(children.get(from) ?? []), child]);
    }
  }
  return children;
}

function branch(key, telling) {
  const items = (telling.children.get(key) ?? []).map((child) => twig(child, telling));
  if (!items.length) return null;
  const list = el('ul', {}, ...items.slice(0, FIRST));
  const rest = items.slice(FIRST);
  if (rest.length) {
    const more = el('button', { type: 'button', className: 'says' }, `Show ${rest.length} more`);
    const item = el('li', {}, more);
    more.addEventListener('click', () => {
      item.replaceWith(...rest);
      rest[0].querySelector('a').focus();
    });
    list.append(item);
  }
  return list;
}

function twig(child, telling) {
  const { nodes, link } = telling;
  const node = nodes.get(child.key);
  const ends = [nodes.get(child.from), node];
  const said = child.edges.flatMap((edge) => edge.evidence);
  const below = el('div', { className: 'said', hidden: true });
  const words = [...new Set(child.edges.map(telling.words))].join(', ');
  const open = el('button', { type: 'button', className: 'says', title: 'Show the sentence', aria: { expanded: 'false' } }, words);
  open.addEventListener('click', () => {
    if (!below.childElementCount) below.append(...said.map((one) => evidence(one, ends, link)));
    below.hidden = !below.hidden;
    open.setAttribute('aria-expanded', String(!below.hidden));
  });
  return el('li', {}, open, ' ', link(node.key, node.label), below, branch(child.key, telling));
}
