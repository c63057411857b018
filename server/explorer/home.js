// The start page: what the graph holds, and where to begin.

import { ask } from './api.js';
import { count, el, glyph } from './dom.js';

const ENTRIES = ['Benchmark', 'Method', 'Task'];
const SHOWN = 10;
const BUSIEST = { heading: 'Busiest', of: (node) => node.papers ?? 0, says: (papers) => papers.toLocaleString('en') };
/** Orders by the figures of `kg analyze --write`: the heading, and how a figure is written. */
const ORDERS = {
  centrality: { heading: 'Most central', says: (figure) => figure.toPrecision(2) },
  rise: { heading: 'Rising', says: (figure) => `${figure < 0 ? '−' : '+'}${Math.abs(figure).toFixed(1)}` },
};

/** Fill the section; `order` names the figure to sort by, `link` makes the link to a node, `toOrder` that to another order. */
export async function showHome(section, schema, { link, order, toOrder }) {
  const types = ENTRIES.map((name) => schema.types.get(name));
  const [stats, ...lists] = await Promise.all([ask('/api/stats'), ...types.map((type) => listOf(type, order))]);
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
    el('div', { className: 'entries' }, ...types.map((type, index) => entry(type, lists[index], order, { link, toOrder }))),
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

/** The first nodes of a type with their figures: by the order if the type was analysed, else the busiest. */
async function listOf(type, order) {
  const figures = figuresOf(type);
  const parameters = { limit: SHOWN, ...(figures.length && { fields: figures.join(',') }) };
  if (figures.includes(order)) {
    const list = await ask(`/api/${type.plural}`, { ...parameters, sort: `-${order}` });
    if (told(list, order)) return list;
  }
  return ask(`/api/${type.plural}`, parameters);
}

const figuresOf = (type) => type.properties.map(({ name }) => name).filter((name) => name in ORDERS);

/** The first nodes of a type, each with a bar as long as its figure; other orders are offered where there are figures. */
function entry(type, list, order, { link, toOrder }) {
  const figures = figuresOf(type).filter((name) => told(list, name));
  const { heading, of, says } = figures.includes(order) ? { of: (node) => node.properties[order], ...ORDERS[order] } : BUSIEST;
  const shown = list.items.filter((node) => known(of(node)));
  const most = Math.max(...shown.map(of));
  const items = shown.map((node) => {
    const bar = el('span', { className: 'share' });
    bar.style.width = `${Math.max(0, 100 * of(node)) / (most > 0 ? most : 1)}%`;
    bar.style.background = type.colour;
    return el(
      'li',
      {},
      link(node.key, node.label, el('span', { className: 'number' }, says(of(node)))),
      el('span', { className: 'track', aria: { hidden: 'true' } }, bar),
    );
  });
  const orders = ['', ...figures].map((name) => toOrder(name, (ORDERS[name] ?? BUSIEST).heading, name === order));
  return el(
    'section',
    {},
    el('h2', {}, glyph(type.shape, type.colour), `${heading} ${type.plural}`),
    figures.length ? el('nav', { className: 'switches', aria: { label: `Order of the ${type.plural}` } }, ...orders) : null,
    el('ol', {}, ...items),
  );
}

const known = (figure) => typeof figure === 'number';

const told = (list, name) => list.items.some((node) => known(node.properties?.[name]));
