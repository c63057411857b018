// Results as tables; a row opens to the sentence it comes from.

import { el } from './dom.js';
import { evidence, percent } from './evidence.js';
import { table } from './table.js';

const NOTHING = '–';

/** The tables of a panel: leaderboards by metric for a benchmark, what it is about for a result, else one table. */
export function resultTables(page, leaderboard, link) {
  if (page.type === 'Result') return page.results.rows.map((row) => about(row, link));
  if (leaderboard?.metrics.length) {
    const ranked = leaderboard.metrics.map((ranking) => leaders(ranking, ['rank', 'method', 'value', 'paper'], link));
    return [...ranked, ...gains(page.results, ['method', 'value', 'baseline', 'paper'], link)];
  }
  if (!page.results.rows.length) return [];
  const columns = ['method', 'value', 'on', 'paper'].filter((column) => column !== OWN[page.type]);
  return [results('Results', page.results, columns, link)];
}

/** The column that every row of a page would have alike. */
export const OWN = { Method: 'method', Paper: 'paper', Benchmark: 'on', Dataset: 'on', Task: 'task', Metric: 'metric' };

const BETTER = { true: 'more is better', false: 'less is better', null: 'the highest first: what is better is not known' };

/** The scores in one metric and unit, the best first. */
export function leaders(ranking, columns, link) {
  const unit = ranking.unit ? ` in ${ranking.unit}` : '';
  return results(`Leaderboard, ${ranking.metric?.label ?? 'no metric named'}${unit}`, ranking, columns, link, BETTER[ranking.higher_is_better]);
}

/** What is not a score, where the scores stand in leaderboards: a table, or nothing. */
export function gains({ rows }, columns, link) {
  const others = rows.filter((row) => row.kind !== 'score');
  return others.length ? [results('Gains and savings', { rows: others, total: others.length }, columns, link)] : [];
}

/** A table of results under its title and a note, with the names of its columns. */
export function results(title, { rows, total }, names, link, note = null) {
  const known = columnsOf(link, names);
  const columns = names.map((name) => ({ name, ...known[name] }));
  return el(
    'section',
    { className: 'results' },
    el('h2', {}, title, ' ', el('span', { className: 'number' }, total.toLocaleString('en'))),
    note && el('p', { className: 'quiet' }, note),
    table(title, columns, rows, (row) => said(row, link)),
    rows.length < total ? el('p', { className: 'quiet' }, `The first ${rows.length} of ${total.toLocaleString('en')}.`) : null,
  );
}

function columnsOf(link, names) {
  // a wide table has columns of their own for the task and the year
  const wide = names.includes('sure');
  const named = (heading, of) => ({ heading, cell: (row) => node(of(row), link), value: (row) => of(row)?.label });
  const paperOf = (row) => row.evidence.paper;
  const titleOf = (row) => paperOf(row).title ?? paperOf(row).id;
  return {
    rank: { heading: '#', cell: (row, index) => String(index + 1), value: (row, index) => index },
    method: named('Method', (row) => row.method),
    value: { heading: 'Value', cell: amount, value: (row) => row.value, down: true, opens: true, after: (row) => (wide ? null : metric(row, names)) },
    metric: named('Metric', (row) => row.metric),
    baseline: named('Over', (row) => row.baseline),
    on: named('On', (row) => row.measured_on ?? (wide ? null : row.task)),
    task: named('Task', (row) => row.task),
    year: { heading: 'Year', cell: (row) => String(paperOf(row).year ?? NOTHING), value: (row) => paperOf(row).year, down: true },
    paper: {
      heading: 'Paper',
      cell: (row) => [link(`paper:${paperOf(row).id}`, titleOf(row), null, titleOf(row)), wide ? null : year(paperOf(row))],
      value: titleOf,
    },
    sure: { heading: 'Sure', cell: (row) => percent(row.evidence), value: (row) => row.evidence.confidence, down: true },
  };
}

function node(brief, link) {
  return brief ? link(brief.key, brief.label) : NOTHING;
}

function year(paper) {
  return paper.year ? el('span', { className: 'number' }, ` ${paper.year}`) : null;
}

const ABOUT = { method: 'of', measured_on: 'on', task: 'for', metric: 'in', baseline: 'over' };

/** The sentence of a result, with all that it is about marked in it. */
function said(row, link) {
  const nodes = Object.keys(ABOUT).map((field) => row[field]).filter(Boolean);
  return evidence(row.evidence, nodes, link, { words: wordsOf(row) });
}

/** How a number may stand in its sentence. */
export function wordsOf({ value_text: number, unit }) {
  return unit ? [number, `${number}${unit}`, `${number} ${unit}`] : [number];
}

function about(row, link) {
  const terms = Object.entries(ABOUT)
    .filter(([field]) => row[field])
    .flatMap(([field, says]) => [el('dt', {}, says), el('dd', {}, node(row[field], link))]);
  return el('section', { className: 'results' }, el('dl', { className: 'about' }, ...terms), said(row, link));
}

/** Which metric a value is in, where neither the table nor the unit says so. */
function metric(row, names) {
  const told = names.includes('rank') || !row.metric || row.metric.label === row.unit;
  return told ? null : el('span', { className: 'metric' }, row.metric.label);
}

const SIGNS = { gain: '+', reduction: '−' };

/** A number as people write it: with its unit, and a sign where it is a difference. */
export function amount(row) {
  const unit = row.unit === '%' || row.unit === 'x' ? row.unit : row.unit ? ` ${row.unit}` : '';
  return `${SIGNS[row.kind] ?? ''}${row.value_text}${unit}`;
}
