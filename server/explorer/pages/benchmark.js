// The page of a benchmark: who leads in a metric, how the best result grew, and what papers say of it.

import { ask, nodePath } from '../api.js';
import { scatter } from '../chart.js';
import { count, el } from '../dom.js';
import { amount, gains, leaders } from '../results.js';

const MOST = 500;
/** Metrics that stand side by side; the others are one press away. */
const SIDE_BY_SIDE = 6;
/** How far from the best ones a score is drawn at least, by the best. */
const REACH = 0.2;

/** The parts of the page; `metric` is the id of the metric that is shown, or null for that with most scores. */
export async function benchmarkParts(page, { schema, link, go, metric, toMetric }) {
  const board = await ask(`${nodePath(schema, page.key)}/leaderboard`, { limit: MOST });
  const rankings = await rankingsIn(board, metric, page, schema);
  const [chosen] = rankings;
  const rest = gains(page.results, ['method', 'value', 'metric', 'baseline', 'year', 'paper', 'sure'], link);
  if (!chosen) return rest;
  const id = idOf(chosen);
  const line = await ask('/api/timeline', id ? { benchmark: page.id, metric: id } : { benchmark: page.id });
  const years = line.metrics.find((one) => idOf(one) === id && one.unit === chosen.unit)?.years ?? [];
  const undated = id ? line.undated : 0;
  return [
    board.metrics.some((one) => idOf(one) !== id) ? switches(board.metrics, id, toMetric) : null,
    years.length ? chart(chosen, years, undated, schema.types.get('Benchmark').colour, go) : null,
    ...rankings.map((ranking) => leaders(ranking, ['rank', 'method', 'value', 'task', 'year', 'paper', 'sure'], link)),
    ...rest,
  ];
}

/** The id of a metric; '' where the papers name none. */
const idOf = ({ metric }) => metric?.id ?? '';

/** The scores in a metric, one ranking for each unit; asked for alone if others left no room for it. */
async function rankingsIn({ metrics }, metric, page, schema) {
  const of = (id) => metrics.filter((one) => idOf(one) === id);
  const found = metric === null ? [] : of(metric);
  if (found.length) return found;
  if (!metric) return metrics.length ? of(idOf(metrics[0])) : [];
  return (await ask(`${nodePath(schema, page.key)}/leaderboard`, { limit: MOST, metric })).metrics;
}

/** A link for each metric, those with most scores first; that of the one that is shown is the current one. */
export function switches(metrics, id, toMetric) {
  const item = (one) => {
    const number = el('span', { className: 'number' }, ` ${one.total}`);
    return toMetric(idOf(one), [one.metric?.label ?? 'no metric named', number], idOf(one) === id);
  };
  const totals = new Map();
  for (const one of metrics) totals.set(idOf(one), { ...one, total: one.total + (totals.get(idOf(one))?.total ?? 0) });
  const all = [...totals.values()];
  const near = all.filter((one, index) => index < SIDE_BY_SIDE || idOf(one) === id);
  const far = all.filter((one) => !near.includes(one));
  const more = el('details', {}, el('summary', {}, count(far.length, 'more metric')), el('div', { className: 'switches' }, ...far.map(item)));
  return el('nav', { className: 'switches', aria: { label: 'Metrics' } }, ...near.map(item), far.length ? more : null);
}

function chart({ rows, metric, higher_is_better: better }, years, undated, colour, go) {
  const best = years.map(({ best: row, record, value }) => ({ row, record, value, best: true }));
  const { near, far } = others(rows, best);
  const points = [...best, ...near.map((row) => ({ row, record: false, value: row.value, best: false }))].map(({ row, ...rest }) => ({
    ...rest,
    year: row.evidence.paper.year,
    text: amount(row),
    label: row.method?.label ?? 'no method named',
    go: () => go(row.method?.key ?? `paper:${row.evidence.paper.id}`),
  }));
  const name = `${better === null ? 'Highest' : 'Best'} ${metric?.label ?? 'result'} by year`;
  const notes = [
    far ? `${count(far, 'score')} far from these left out` : null,
    undated ? `${count(undated, 'score')} of papers without a year left out` : null,
  ];
  return el(
    'section',
    { className: 'results' },
    el('h2', {}, name),
    notes.some(Boolean) ? el('p', { className: 'quiet' }, notes.filter(Boolean).join('; ')) : null,
    scatter(name, points, colour),
  );
}

/** The scores that are not the best of a year: those that are near to these, and how many are too far to be drawn. */
function others(rows, best) {
  const drawn = new Set(best.map(({ row }) => row.key));
  const rest = rows.filter((row) => row.evidence.paper.year && row.value !== null && !drawn.has(row.key));
  const [least, most] = [Math.min(...best.map(({ value }) => value)), Math.max(...best.map(({ value }) => value))];
  const reach = Math.max(most - least, REACH * Math.abs(most));
  const near = rest.filter(({ value }) => value >= least - reach && value <= most + reach);
  return { near, far: rest.length - near.length };
}
