// The page of a node: all that the graph says of it, side by side.

import { ask, askNode, nodePath } from '../api.js';
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
const MOST = 200;
/** Rivals that a method is put side by side with. */
const BESIDE = 4;
const COLUMNS = ['method', 'value', 'metric', 'on', 'task', 'baseline', 'year', 'paper', 'sure'];
/** Relations that a part of the page tells better than a list. */
const TOLD = { Method: ['OUTPERFORMS', 'BASED_ON', 'PART_OF'] };

/**
 * What the API says of a node, and its page: `{page, content}`. `tools` are `schema`, `link` (the link to a node), `go`
 * (goes to a node), `actions(page)` (buttons), `metric` (the id of the metric that is asked for) and `toMetric` (the
 * link to one).
 */
export async function nodePage(key, tools) {
  const { schema, link } = tools;
  const page = await askNode(schema, key, { limit: MOST });
  const parts = await (PARTS[page.type] ?? otherParts)(page, tools);
  const told = new Set(TOLD[page.type]);
  const groups = page.relations.filter(({ relation, type }) => !told.has(relation) && type !== 'Result' && page.type !== 'Result');
  const lists = groups.map((group) => relationList(group, page, schema, link));
  const content = [
    header(page, schema, tools.actions(page)),
    ...parts.filter(Boolean),
    lists.length ? el('div', { className: 'lists' }, ...lists) : null,
    lists.length || parts.filter(Boolean).length ? null : el('p', { className: 'quiet' }, 'Nothing is said about it.'),
  ];
  return { page, content: content.filter(Boolean) };
}

const PARTS = {
  Benchmark: async (page, tools) => [...(await benchmarkParts(page, tools)), await byYear(page, tools)],
  Method: methodParts,
  Paper: async (page, { schema, link }) => [markedAbstract(page, schema, link), all(page, link)],
  Result: async (page, { link }) => resultTables(page, null, link),
};

async function methodParts(page, tools) {
  const { schema, link } = tools;
  const path = nodePath(schema, page.key);
  const [rivals, lineage, papers] = await Promise.all([ask(`${path}/rivals`), ask(`${path}/lineage`), byYear(page, tools)]);
  // the API takes a list with commas between
  const beside = rivals.rivals.map(({ node }) => node.id).filter((id) => !id.includes(',')).slice(0, BESIDE);
  const comparison = beside.length && !page.id.includes(',') ? await ask('/api/compare', { methods: [page.id, ...beside].join(',') }) : null;
  const trees = lineageTrees(lineage, schema, link);
  return [
    placesTable(page.results, link),
    rivalsTable(rivals, link),
    comparison && comparisonTable(comparison, link),
    trees.length ? el('div', { className: 'pair' }, ...trees) : null,
    all(page, link),
    papers,
  ];
}

/** The page of a dataset, a task or a metric. */
async function otherParts(page, tools) {
  const places = page.type === 'Dataset' ? null : placesTable(page.results, tools.link, { methods: true });
  return [places, all(page, tools.link), page.type === 'Metric' ? null : await byYear(page, tools)];
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
