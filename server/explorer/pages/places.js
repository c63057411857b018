// Where results were measured: for each benchmark and metric the best, and how many there are.

import { el } from '../dom.js';
import { evidence } from '../evidence.js';
import { amount, wordsOf } from '../results.js';
import { table } from '../table.js';

/** A table of benchmarks and metrics by the scores among some results; what has the key `own` has no column. */
export function placesTable({ rows }, link, { title = 'Benchmarks by results', own = null } = {}) {
  const places = group(rows);
  if (!places.length) return null;
  const node = (name, heading, of) => ({
    name,
    heading,
    cell: (place) => (of(place) ? link(of(place).key, of(place).label) : '–'),
    value: (place) => of(place)?.label,
    alike: own !== null && places.every((place) => of(place)?.key === own),
  });
  const paper = ({ best }) => best.evidence.paper;
  const headline = (place) => paper(place).title ?? paper(place).id;
  const columns = [
    node('on', 'Benchmark', ({ on }) => on),
    node('metric', 'Metric', ({ metric }) => metric),
    { name: 'value', heading: 'Best', cell: ({ best }) => amount(best), value: ({ best }) => best.value, down: true, opens: true },
    node('method', 'Method', ({ best }) => best.method),
    { name: 'tally', heading: 'Scores', cell: ({ scores }) => String(scores), value: ({ scores }) => scores, down: true },
    { name: 'year', heading: 'Year', cell: (place) => String(paper(place).year ?? '–'), value: (place) => paper(place).year, down: true },
    {
      name: 'paper',
      heading: 'Paper',
      cell: (place) => link(`paper:${paper(place).id}`, headline(place), null, headline(place)),
      value: headline,
    },
  ].filter(({ alike }) => !alike);
  const behind = ({ best, on, metric }) =>
    evidence(best.evidence, [best.method, on, metric].filter(Boolean), link, { words: wordsOf(best) });
  return el(
    'section',
    { className: 'results' },
    el('h2', {}, title, ' ', el('span', { className: 'number' }, String(places.length))),
    table(title, columns, places, behind),
  );
}

function group(rows) {
  const places = new Map();
  for (const row of rows) {
    if (row.kind !== 'score' || row.value === null || !row.measured_on) continue;
    const name = `${row.measured_on.key} ${row.metric?.key ?? ''}`;
    const place = places.get(name) ?? { on: row.measured_on, metric: row.metric, best: row, scores: 0 };
    const better = row.higher_is_better === false ? row.value < place.best.value : row.value > place.best.value;
    places.set(name, { ...place, best: better ? row : place.best, scores: place.scores + 1 });
  }
  return [...places.values()].sort((one, other) => other.scores - one.scores || one.on.label.localeCompare(other.on.label));
}
