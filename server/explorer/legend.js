// The legend: which types and relations are drawn, and switches for them.

import { el, glyph } from './dom.js';

/** Fill the legend; `toggle` is called with the name of a type or relation that is switched. */
export function showLegend(legend, scene, schema, off, toggle) {
  const open = legend.querySelector('details')?.open ?? false;
  const focused = legend.contains(document.activeElement) ? document.activeElement.name : null;
  const types = tally([...scene.nodes.values()].map((node) => node.type));
  const relations = tally([...scene.edges.values()].map((edge) => edge.relation));
  const line = (name, says, title, number, mark) =>
    el(
      'label',
      { title },
      el('input', { type: 'checkbox', name, checked: !off.has(name), on: { change: () => toggle(name) } }),
      mark,
      says,
      el('span', { className: 'number' }, String(number)),
    );
  const listed = (table, counts) => [...table.values()].filter(({ name }) => counts.has(name) || off.has(name));
  legend.replaceChildren(
    ...listed(schema.types, types).map((type) =>
      line(type.name, type.plural, type.says, types.get(type.name) ?? 0, glyph(type.shape, type.colour)),
    ),
    el(
      'details',
      { open },
      el('summary', {}, 'Relations'),
      ...listed(schema.relations, relations).map((relation) =>
        line(relation.name, relation.forward, relation.says, relations.get(relation.name) ?? 0, null),
      ),
    ),
  );
  if (focused) legend.querySelector(`input[name="${focused}"]`)?.focus();
}

function tally(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
