// Results as tables; a row opens to the sentence it comes from.

import { el } from './dom.js';
import { evidence } from './evidence.js';

const NOTHING = '–';

/** The tables of a page: leaderboards by metric for a benchmark, what it is about for a result, else one table. */
export function resultTables(page, leaderboard, link) {
  if (page.type === 'Result') return page.results.rows.map((row) => about(row, link));
  if (leaderboard?.metrics.length) {
    const ranked = leaderboard.metrics.map(({ metric, rows }) =>
      table(`Leaderboard, ${metric?.label ?? 'no metric named'}`, rows, ['rank', 'method', 'value', 'paper'], link),
    );
    const others = page.results.rows.filter((row) => row.kind !== 'score');
    return [...ranked, ...(others.length ? [table('Gains and savings', others, ['method', 'value', 'baseline', 'paper'], link)] : [])];
  }
  if (!page.results.rows.length) return [];
  const columns = ['method', 'value', 'on', 'paper'].filter((column) => column !== OWN[page.type]);
  return [table('Results', page.results.rows, columns, link, page.results.total)];
}

/** The column that every row of a page would have alike. */
const OWN = { Method: 'method', Paper: 'paper', Benchmark: 'on', Dataset: 'on' };

const HEADINGS = { rank: '#', method: 'Method', value: 'Value', baseline: 'Over', on: 'On', paper: 'Paper' };

const CELLS = {
  rank: (row, link, index) => String(index + 1),
  method: (row, link) => node(row.method, link),
  baseline: (row, link) => node(row.baseline, link),
  on: (row, link) => node(row.measured_on ?? row.task, link),
  paper: (row, link) => {
    const { id, title, year } = row.evidence.paper;
    const label = title ?? id;
    return [link(`paper:${id}`, label, null, label), year ? el('span', { className: 'number' }, ` ${year}`) : null];
  },
};

function node(brief, link) {
  return brief ? link(brief.key, brief.label) : NOTHING;
}

function table(title, rows, columns, link, total = rows.length) {
  const body = el('tbody', {}, ...rows.flatMap((row, index) => lines(row, index, columns, link)));
  const heads = columns.map((column) => el('th', { scope: 'col', className: column }, HEADINGS[column]));
  return el(
    'section',
    { className: 'results' },
    el('h2', {}, title, ' ', el('span', { className: 'number' }, String(total))),
    el('table', { aria: { label: title } }, el('thead', {}, el('tr', {}, ...heads)), body),
    rows.length < total ? el('p', { className: 'quiet' }, `The first ${rows.length} of ${total}.`) : null,
  );
}

const ABOUT = { method: 'of', measured_on: 'on', task: 'for', metric: 'in', baseline: 'over' };

function nodesOf(row) {
  return Object.keys(ABOUT).map((field) => row[field]).filter(Boolean);
}

function about(row, link) {
  const terms = Object.entries(ABOUT)
    .filter(([field]) => row[field])
    .flatMap(([field, says]) => [el('dt', {}, says), el('dd', {}, node(row[field], link))]);
  return el(
    'section',
    { className: 'results' },
    el('dl', { className: 'about' }, ...terms),
    evidence(row.evidence, nodesOf(row), link, { words: [row.value_text] }),
  );
}

function lines(row, index, columns, link) {
  const sentence = el('tr', { className: 'sentence', hidden: true }, el('td', { colSpan: columns.length }));
  const opener = el(
    'button',
    { type: 'button', title: 'Show the sentence', aria: { expanded: 'false' } },
    amount(row),
  );
  opener.addEventListener('click', () => {
    if (!sentence.cells[0].childElementCount) sentence.cells[0].append(evidence(row.evidence, nodesOf(row), link, { words: [row.value_text] }));
    sentence.hidden = !sentence.hidden;
    opener.setAttribute('aria-expanded', String(!sentence.hidden));
  });
  const cells = columns.map((column) =>
    el('td', { className: column }, column === 'value' ? [opener, metric(row, columns)] : CELLS[column](row, link, index)),
  );
  return [el('tr', { className: 'row' }, ...cells), sentence];
}

/** Which metric a value is in, where neither the table's title nor the unit says so. */
function metric(row, columns) {
  const told = columns.includes('rank') || !row.metric || row.metric.label === row.unit;
  return told ? null : el('span', { className: 'metric' }, row.metric.label);
}

const SIGNS = { gain: '+', reduction: '−' };

function amount(row) {
  const unit = row.unit === '%' || row.unit === 'x' ? row.unit : row.unit ? ` ${row.unit}` : '';
  return `${SIGNS[row.kind] ?? ''}${row.value_text}${unit}`;
}
