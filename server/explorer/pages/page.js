// The page of a node: all that the graph says of it, side by side.

import { ask, askNode, nodePath, Refusal } from '../api.js';
import { bars } from '../chart.js';
import { el } from '../dom.js';
import { header, relationList } from '../panel.js';
import { OWN, results, resultTables } from '../results.js';
import { markedAbstract } from './abstract.js';
import { benchmarkParts } from './benchmark.js';
import { comparisonTable } from './comparison.js';
import { lineageTrees } from './lineage.js';
import { placesTable } from './places.js';
import { rivalsTable } from './rivals.js';

/** Edges of each kind, and results, that a page asks for. */
const MOST = 100;
/** Methods that a tree of the lineage has at most. */
const LINEAGE = 60;
/** Rivals that a method is put side by side with. */
const BESIDE = 4;
/** Benchmarks and metrics that they are compared in. */
const ROWS = 30;
/** Milliseconds that a page waits for all of its parts. */
const PATIENCE = 400;
const COLUMNS = ['method', 'value', 'metric', 'on', 'task', 'baseline', 'year', 'paper', 'sure'];
/** Relations that a part of the page tells better than a list. */
const TOLD = { Method: ['OUTPERFORMS', 'BASED_ON', 'PART_OF'] };

/**
 * What the API says of a node, and its page: `{page, content}`. `tools` are `schema`, `link` (the link to a node), `go`
 * (goes to a node), `actions(page)` (buttons), `again` (asks anew), `metric` (the id of the metric that is asked for)
 * and `toMetric` (the link to one).
 */
export async function nodePage(key, tools) {
  const { schema, link } = tools;
  const page = await askNode(schema, key, { limit: MOST });
  const parts = PARTS[page.type](page, tools).filter(Boolean);
  // most answers are there at once: what comes late has a place of its own
  await Promise.race([Promise.all(parts.map(({ done }) => done)), pause()]);
  const told = new Set(TOLD[page.type]);
  const groups = page.relations.filter(({ relation, type }) => !told.has(relation) && type !== 'Result' && page.type !== 'Result');
  const lists = groups.map((group) => relationList(group, page, schema, link));
  const content = [
    header(page, schema, tools.actions(page)),
    ...parts.map((part) => part.place ?? part),
    lists.length ? el('div', { className: 'lists' }, ...lists) : null,
    lists.length || parts.length ? null : el('p', { className: 'quiet' }, 'Nothing is said about it.'),
  ];
  return { page, content: content.filter(Boolean) };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PATIENCE));

/** The parts of a page by the type of its node: elements, or places of those that are still asked for. */
const PARTS = {
  Benchmark: (page, tools) => [
    tell('Leaderboard', tools, () => benchmarkParts(page, tools)),
    tell('Papers by year', tools, () => byYear(page, tools)),
  ],
  Method: methodParts,
  Paper: (page, { schema, link }) => [markedAbstract(page, schema, link), all(page, link)],
  Dataset: (page, tools) => [
    placesTable(page.results, tools.link, { title: 'Best results', own: page.key }),
    all(page, tools.link),
    tell('Papers by year', tools, () => byYear(page, tools)),
  ],
  Task: (page, tools) => [
    placesTable(page.results, tools.link),
    all(page, tools.link),
    tell('Papers by year', tools, () => byYear(page, tools)),
  ],
  Metric: (page, { link }) => [placesTable(page.results, link, { own: page.key }), all(page, link)],
  Result: (page, { link }) => resultTables(page, null, link),
};

function methodParts(page, tools) {
  const { schema, link } = tools;
  const path = nodePath(schema, page.key);
  const rivals = ask(`${path}/rivals`);
  return [
    placesTable(page.results, link, { own: page.key }),
    tell('Rivals', tools, async () => rivalsTable(await rivals, link)),
    tell('Side by side with rivals', tools, async () => beside(page, await rivals, link)),
    tell('Lineage', tools, async () => {
      const trees = lineageTrees(await ask(`${path}/lineage`, { limit: LINEAGE }), schema, link);
      return trees.length ? el('div', { className: 'pair' }, ...trees) : null;
    }),
    all(page, link),
    tell('Papers by year', tools, () => byYear(page, tools)),
  ];
}

/**
 * A part of the page that is asked for: its `place`, and `done` for when that is filled. If the server refuses it, the
 * words that say why take its place, and the rest stands.
 */
function tell(title, { again }, part) {
  const section = (...content) => el('section', { className: 'results' }, el('h2', {}, title), ...content);
  const place = el('div', { className: 'slot' }, section(el('p', { className: 'quiet', role: 'status' }, 'Asking …')));
  const refused = (error) => {
    if (!(error instanceof Refusal)) throw error;
    const retry = el('button', { type: 'button', className: 'more', on: { click: again } }, 'Try again');
    return section(el('p', { role: 'alert' }, error.message), retry);
  };
  const done = part()
    .catch(refused)
    .then((content) => place.replaceChildren(...[content].flat().filter(Boolean)));
  return { place, done };
}

async function beside(page, { rivals }, link) {
  // the API takes a list with commas between
  const ids = [page.id, ...rivals.map(({ node }) => node.id)].filter((id) => !id.includes(','));
  if (ids[0] !== page.id || ids.length < 2) return null;
  return comparisonTable(await ask('/api/compare', { methods: ids.slice(0, 1 + BESIDE).join(','), limit: ROWS }), link);
}

/** Every result, in a table of all columns but that which they would have alike. */
function all(page, link) {
  const { rows } = page.results;
  if (!rows.length) return null;
  const filled = { baseline: rows.some((row) => row.baseline), task: rows.some((row) => row.task) };
  const columns = COLUMNS.filter((name) => name !== OWN[page.type] && filled[name] !== false);
  const own = page.type === 'Paper' ? columns.filter((name) => name !== 'year') : columns;
  return results('Results', page.results, own, link);
}

/** How many papers speak of the node, by year. */
async function byYear(page, { schema }) {
  const papers = schema.types.get('Paper');
  const joined = page.type.toLowerCase();
  const { facets } = await ask(`/api/${papers.plural}`, { [joined]: page.id, facet: 'year', fields: 'id', limit: 1 });
  const counts = facets[0].values.map(({ value, count }) => [value, count]);
  if (counts.length < 2) return null;
  const title = 'Papers by year';
  return el('section', { className: 'results' }, el('h2', {}, title), bars(title, counts, papers.colour));
}
