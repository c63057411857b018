// Tables that are sorted by their headings, and whose rows open to the sentences behind them.

import { el } from './dom.js';

/** Rows that are shown at first. */
const FIRST = 20;

/**
 * A table of `rows`, and a button for those that are not shown at first. A column is `{name, heading, cell, value,
 * down, opens, after}`: `cell(row, index)` is what stands there; `value(row, index)` sorts it, downwards at first if
 * `down`; in a column that `opens`, the cell is a button that shows `behind(row)` below the row, and `after(row)` stands
 * after the button.
 */
export function table(label, columns, rows, behind) {
  let pairs = rows.map((row, index) => ({ row, index, lines: lines(row, index, columns, behind) }));
  let shown = FIRST;
  const body = el('tbody', {});
  const fill = () => body.replaceChildren(...pairs.slice(0, shown).flatMap((pair) => pair.lines));
  const sort = (column, up) => {
    pairs = sorted(pairs, column, up);
    fill();
  };
  const heads = columns.map((column) => heading(column, (up) => sort(column, up)));
  const more = el('button', { type: 'button', className: 'more', hidden: rows.length <= FIRST }, `Show ${rows.length - FIRST} more`);
  more.addEventListener('click', () => {
    shown = Infinity;
    fill();
    more.remove();
    pairs[FIRST].lines[0].querySelector('a, button')?.focus();
  });
  fill();
  return el('div', { className: 'wide' }, el('table', { aria: { label } }, el('thead', {}, el('tr', {}, ...heads)), body), more);
}

/** The heading of a column; a press sorts by it, and turns the order round when it is sorted by it already. */
function heading(column, sort) {
  const cell = el('th', { scope: 'col', className: column.name });
  if (!column.value) {
    cell.append(column.heading);
    return cell;
  }
  const press = () => {
    const before = cell.getAttribute('aria-sort');
    const up = before ? before === 'descending' : !column.down;
    for (const other of cell.parentElement.cells) other.removeAttribute('aria-sort');
    cell.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    sort(up);
  };
  cell.append(el('button', { type: 'button', className: 'sort', on: { click: press } }, column.heading));
  return cell;
}

/** The rows in another order; what has no value goes last, equals stay as they came. */
function sorted(pairs, { value }, up) {
  const order = (one, other) => {
    const [a, b] = [value(one.row, one.index), value(other.row, other.index)];
    if (a === b) return one.index - other.index;
    if (a === null || a === undefined) return 1;
    if (b === null || b === undefined) return -1;
    const ascending = typeof a === 'string' ? a.localeCompare(b, 'en', { numeric: true }) : a - b;
    return (up ? ascending : -ascending) || one.index - other.index;
  };
  return [...pairs].sort(order);
}

function lines(row, index, columns, behind) {
  const below = el('tr', { className: 'sentence', hidden: true }, el('td', { colSpan: columns.length }));
  const cells = columns.map((column) => {
    const content = column.cell(row, index);
    const opens = column.opens && content !== null;
    const shown = opens ? [opener(content, below, () => behind(row)), column.after?.(row)] : content;
    return el('td', { className: column.name }, shown ?? '–');
  });
  return [el('tr', { className: 'row' }, ...cells), below];
}

function opener(content, below, behind) {
  const button = el('button', { type: 'button', title: 'Show the sentence', aria: { expanded: 'false' } }, content);
  button.addEventListener('click', () => {
    if (!below.cells[0].childElementCount) below.cells[0].append(...[behind()].flat());
    below.hidden = !below.hidden;
    button.setAttribute('aria-expanded', String(!below.hidden));
  });
  return button;
}
