// Methods side by side: what each scores where.

import { el } from '../dom.js';
import { amount } from '../results.js';

/** A table of benchmarks and metrics by methods; only rows that two of them share, the best of a row marked. */
export function comparisonTable({ methods, rows }, link) {
  const shared = rows.filter((row) => Object.keys(row.cells).length > 1);
  if (!shared.length) return null;
  const present = methods.filter(({ key }) => shared.some((row) => row.cells[key]));
  const heads = present.map((method) => el('th', { scope: 'col' }, link(method.key, method.label)));
  const title = 'Side by side with rivals';
  return el(
    'section',
    { className: 'results' },
    el('h2', {}, title),
    el('p', { className: 'quiet' }, 'Scores of different papers are seldom measured alike: a number leads to its paper.'),
    el(
      'div',
      { className: 'wide' },
      el(
        'table',
        { className: 'comparison', aria: { label: title } },
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'On'), ...heads)),
        el('tbody', {}, ...shared.map((row) => line(row, present, link))),
      ),
    ),
  );
}

function line(row, methods, link) {
  const metric = row.metric ? el('span', { className: 'metric' }, row.metric.label) : null;
  return el(
    'tr',
    { className: 'row' },
    el('th', { scope: 'row' }, link(row.measured_on.key, row.measured_on.label), metric),
    ...methods.map(({ key }) => el('td', {}, row.cells[key] ? score(row.cells[key], link) : '–')),
  );
}

function score({ result, best }, link) {
  const { paper, sentence } = result.evidence;
  const number = link(`paper:${paper.id}`, amount(result), null, `${paper.title ?? paper.id}\n${sentence}`);
  return best ? el('strong', {}, number) : number;
}
