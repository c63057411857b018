// The start page: what the graph holds, and where to begin.

import { ask } from './api.js';
import { count, el, glyph } from './dom.js';

const ENTRIES = ['Benchmark', 'Method', 'Task'];
const SHOWN = 10;

/** Fill the section; `link` makes the link to a node. */
export async function showHome(section, schema, link) {
  const [stats, ...lists] = await Promise.all([
    ask('/api/stats'),
    ...ENTRIES.map((name) => ask(`/api/${schema.types.get(name).plural}`, { limit: SHOWN })),
  ]);
  if (!stats.nodes.Paper) {
    section.replaceChildren(
      el('h1', {}, 'The graph is empty'),
      el('p', {}, 'Fill it with papers: ', el('code', {}, 'kg build papers.jsonl'), ' and serve it again.'),
    );
    return;
  }
  section.replaceChildren(
    el('h1', {}, `What ${count(stats.nodes.Paper, 'paper')} say`),
    el('p', { className: 'lead' }, 'Who used what, who is better than whom, and the sentence that says so.'),
    tiles(stats, schema),
    el('div', { className: 'entries' }, ...ENTRIES.map((name, index) => entry(schema.types.get(name), lists[index], link))),
  );
}

function tiles(stats, schema) {
  const numbers = [...schema.types.values()].map((type) =>
    el(
      'div',
      { className: 'tile' },
      el('dt', {}, glyph(type.shape, type.colour), type.plural),
      el('dd', {}, (stats.nodes[type.name] ?? 0).toLocaleString('en')),
    ),
  );
  const edges = Object.values(stats.edges).reduce((sum, number) => sum + number, 0);
  const total = el('div', { className: 'tile' }, el('dt', {}, 'statements'), el('dd', {}, edges.toLocaleString('en')));
  return el('dl', { className: 'tiles' }, ...numbers, total);
}

function entry(type, list, link) {
  const most = Math.max(1, ...list.items.map((node) => node.papers ?? 0));
  const items = list.items.map((node) => {
    const bar = el('span', { className: 'share' });
    bar.style.width = `${(100 * (node.papers ?? 0)) / most}%`;
    bar.style.background = type.colour;
    return el(
      'li',
      {},
      link(node.key, node.label, el('span', { className: 'number' }, String(node.papers ?? ''))),
      el('span', { className: 'track', aria: { hidden: 'true' } }, bar),
    );
  });
  return el(
    'section',
    {},
    el('h2', {}, glyph(type.shape, type.colour), `Busiest ${type.plural}`),
    el('ol', {}, ...items),
  );
}
