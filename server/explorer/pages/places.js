// Where results were measured: for each benchmark and metric the best, and how many there are.

import { el } from '../dom.js';
import { evidence } from '../evidence.js';
import { amount, wordsOf } from '../results.js';
import { table } from '../table.js';

/** A table of benchmarks and metrics by the scores among some results; `methods` names whose the best is. */
export function placesTable({ rows }, link, { methods = false } = {}) {
  const places = group(rows);
  if (!places.length) return null;
  const name = (brief) => (brief ? link(brief.key, brief.label) : '–');
  const columns = [
    { name: 'on', heading: 'Benchmark', cell: ({ on }) => name(on), value: ({ on }) => on.label },
    { name: 'metric', heading: 'Metric', cell: ({ metric }) => name(metric), value: ({ metric }) => metric?.label },
    { name: 'value', heading: 'Best', cell: ({ best }) => amount(best), value: ({ best }) => best.value, down: true, opens: true },
    methods && { name: 'method', heading: 'Method', cell: ({ best }) => name(best.method), value: ({ best }) => best.method?.label },
    { name: 'tally', heading: 'Scores', cell: ({ scores }) => String(scores), value: ({ scores }) => scores, down: true },
    { name: 'year', heading: 'Year', cell: ({ best }) => String(paperOf(best).year ?? '–'), value: ({ best }) => paperOf(best).year, down: true },
    { name: 'paper', heading: 'Paper', cell: ({ best }) => link(`paper:${paperOf(best).id}`, titleOf(best), null, titleOf(best)), value: ({ best }) => titleOf(best) },
  ].filter(Boolean);
  const behind = ({ best, on, metric }) =>
    evidence(best.evidence, [best.method, on, metric].filter(Boolean), link, { words: wordsOf(best) });
  const title = 'Benchmarks by results';
  return el(
    'section',
    { className: 'results' },
    el('h2', {}, title, ' ', el('span', { className: 'number' }, String(places.length))),
    el('div', { className: 'wide' }, table(title, columns, places, behind)),
  );
}

const paperOf = (row) => row.evidence.paper;
const titleOf = (row) => paperOf(row).title ?? paperOf(row).id;

function group(rows) {
  const places = new Map();
  for (const row of rows) {
    if (row.kind !== 'score' || !row.measured_on) continue;
    const name = `${row.measured_on.key} ${row.metric?.key ?? ''}`;
    const place = places.get(name) ?? { on: row.measured_on, metric: row.metric, best: row, scores: 0 };
    const better = row.higher_is_better === false ? row.value < place.best.value : row.value > place.best.value;
    places.set(name, { ...place, best: better ? row : place.best, scores: place.scores + 1 });
  }
  return [...places.values()].sort((one, other) => other.scores - one.scores || one.on.label.localeCompare(other.on.label));
}
