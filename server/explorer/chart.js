// Charts of years: the best result of each, or how many papers there are of each.

import { el, svg } from './dom.js';

const HEIGHTS = { scatter: 240, bars: 150 };
const MARGIN = { top: 22, right: 18, bottom: 26, left: 52 };
/** Pixels between two lines across the chart, about. */
const STEP = 48;
/** Pixels that a letter of a label is wide, about. */
const LETTER = 6.4;

/**
 * Points by year: `{year, value, text, label, record, best, go}`. Those that are the best of their year are strong,
 * records are joined by a line and named; a click or Enter calls `go`.
 */
export function scatter(label, points, colour) {
  return figure(label, HEIGHTS.scatter, (width, height) => {
    const x = years(points, width);
    const y = values(height, points.map((point) => point.value));
    const records = points.filter((point) => point.record).sort((one, other) => one.year - other.year);
    return [
      ...axes(x, y, width, height),
      svg('path', { class: 'records', d: steps(records, x, y), stroke: colour }),
      ...[...points].sort((one, other) => Number(one.best) - Number(other.best)).map((point) => dot(point, x, y, colour)),
      ...names(records, x, y, width),
    ];
  });
}

/** Bars by year: `counts` are `[year, number]`. */
export function bars(label, counts, colour) {
  const points = counts.map(([year, value]) => ({ year, value }));
  return figure(label, HEIGHTS.bars, (width, height) => {
    const x = years(points, width);
    const y = values(height, [0, ...points.map((point) => point.value)], true);
    const wide = Math.max(2, Math.min(34, 0.7 * x.step));
    const bar = ({ year, value }) =>
      svg(
        'rect',
        { x: x(year) - wide / 2, y: y(value), width: wide, height: y(y.ticks[0]) - y(value), rx: 2, fill: colour },
        svg('title', {}, `${year}: ${value}`),
      );
    return [...axes(x, y, width, height), ...points.map(bar)];
  });
}

/** A drawing that is made anew for each width that it is given. */
function figure(label, height, content) {
  const box = el('div', { className: 'chart' });
  box.style.minHeight = `${height}px`;
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.round(contentRect.width);
    if (!width || width === Number(box.firstChild?.getAttribute('width'))) return;
    box.replaceChildren(svg('svg', { width, height, role: 'group', 'aria-label': label }, ...content(width, height)));
  }).observe(box);
  return box;
}

/** Where a year stands, with `ticks` (the years that are named) and the `step` from one to the next. */
function years(points, width) {
  const all = points.map((point) => point.year);
  const [first, last] = [Math.min(...all), Math.max(...all)];
  const room = width - MARGIN.left - MARGIN.right;
  const step = room / (last - first + 1);
  const every = Math.ceil(46 / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((year) => (last - year) % every === 0);
  return Object.assign((year) => MARGIN.left + (year - first + 0.5) * step, { ticks, step });
}

/** Where a value stands, with `ticks` at round numbers; `whole` asks for whole ones. */
function values(height, all, whole = false) {
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = height - MARGIN.top - MARGIN.bottom;
  const rough = (most - least || Math.abs(most) || 1) / (room / STEP);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(whole ? 1 : 0, power * [1, 2, 5, 10].find((times) => power * times >= rough));
  const first = Math.floor(least / step) * step;
  const number = Math.max(1, Math.ceil(most / step - first / step));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: number + 1 }, (_, index) => Number((first + index * step).toFixed(digits)));
  const place = (value) => MARGIN.top + room * (1 - (value - first) / (number * step));
  return Object.assign(place, { ticks, digits });
}

function axes(x, y, width, height) {
  const lines = y.ticks.map((tick) => [
    svg('line', { class: 'across', x1: MARGIN.left, x2: width - MARGIN.right, y1: y(tick), y2: y(tick) }),
    svg('text', { class: 'tick', x: MARGIN.left - 8, y: y(tick) + 4, 'text-anchor': 'end' }, tick.toLocaleString('en')),
  ]);
  const named = x.ticks.map((year) => svg('text', { class: 'tick', x: x(year), y: height - 8, 'text-anchor': 'middle' }, String(year)));
  return [...lines.flat(), ...named];
}

/** A line that stays where a record stands until the next. */
function steps(records, x, y) {
  return records.map(({ year, value }, index) => (index ? `H${x(year)}V${y(value)}` : `M${x(year)} ${y(value)}`)).join('');
}

function dot(point, x, y, colour) {
  const words = `${point.year}: ${point.label}, ${point.text}`;
  const press = (event) => ['Enter', ' '].includes(event.key) && (event.preventDefault(), point.go());
  return svg(
    'circle',
    {
      class: point.best ? 'dot best' : 'dot',
      cx: x(point.year),
      cy: y(point.value),
      r: point.best ? 5 : 3.5,
      fill: colour,
      role: 'link',
      tabindex: point.best ? 0 : -1,
      'aria-label': words,
      on: { click: point.go, keydown: press },
    },
    svg('title', {}, words),
  );
}

/** The names of the records, as far as there is room for them. */
function names(records, x, y, width) {
  let free = -Infinity;
  return [...records].map((point) => {
    const half = (LETTER * point.label.length) / 2;
    const middle = Math.min(Math.max(x(point.year), half + 4), width - half - 4);
    if (middle - half < free) return null;
    free = middle + half + 6;
    return svg('text', { class: 'name', x: middle, y: y(point.value) - 10, 'text-anchor': 'middle' }, point.label);
  });
}
