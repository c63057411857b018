// The view: all that the address holds, so that it can be shared, and that back and forward can walk through.

/** Nodes drawn at first, added by a step, and drawn at most. */
export const FIRST = 60;
export const STEP = 50;
export const MOST = 500;

/**
 * What an address shows:
 * `node` the selected node and `edge` the selected edge; `center` what the picture is about;
 * `grow` expansions `{key, relation, direction, count}` (relation '' is every one); `path` two keys;
 * `page` whether the page of the node is shown and not the picture, `metric` the metric that it tells of;
 * `order` by which figure the start page puts nodes in order;
 * `off` types and relations that the legend has switched off; `hidden` nodes; `pins` places of nodes.
 */
export function readView(search) {
  const query = new URLSearchParams(search);
  const node = query.get('node');
  const [source, target] = [query.get('source'), query.get('target')];
  const relation = query.get('edge');
  return {
    node,
    edge: relation && source && target ? { relation, source, target } : null,
    center: query.get('center') ?? node ?? source,
    page: Boolean(node) && query.get('show') === 'page',
    metric: query.get('metric'),
    order: query.get('order') ?? '',
    grow: query.getAll('grow').map(readGrowth).filter(Boolean),
    path: query.getAll('path').length === 2 ? query.getAll('path') : null,
    off: new Set(query.getAll('off')),
    hidden: new Set(query.getAll('hide')),
    pins: new Map(query.getAll('pin').map(readPin).filter(Boolean)),
  };
}

/** A view of one node and nothing else; the legend's switches stay, and so does a page a page. */
export function viewOf(key, before) {
  return { ...readView(''), node: key, center: key, off: before?.off ?? new Set(), page: before?.page ?? false };
}

export function addressOf(view) {
  const query = new URLSearchParams();
  if (view.node) query.set('node', view.node);
  if (view.page) query.set('show', 'page');
  if (view.page && view.metric !== null) query.set('metric', view.metric);
  if (view.order && !view.center) query.set('order', view.order);
  if (view.edge) {
    query.set('edge', view.edge.relation);
    query.set('source', view.edge.source);
    query.set('target', view.edge.target);
  }
  if (view.center && view.center !== (view.node ?? view.edge?.source)) query.set('center', view.center);
  for (const { key, relation, direction, count } of view.grow) query.append('grow', [count, relation, direction, key].join('.'));
  for (const key of view.path ?? []) query.append('path', key);
  for (const name of view.off) query.append('off', name);
  for (const key of view.hidden) query.append('hide', key);
  for (const [key, { x, y }] of view.pins) query.append('pin', [x, y, key].join('.'));
  const text = query.toString();
  return text ? `/?${text}` : '/';
}

/** A view that shows `count` more neighbours of a node; `relation` and `direction` narrow them down. */
export function grown(view, key, { relation = '', direction = 'any' } = {}) {
  const same = (step) => step.key === key && step.relation === relation && step.direction === direction;
  const first = view.center === key && !relation ? FIRST : 0;
  const before = view.grow.find(same)?.count ?? first;
  const step = { key, relation, direction, count: before + STEP };
  return { ...view, grow: view.grow.some(same) ? view.grow.map((one) => (same(one) ? step : one)) : [...view.grow, step] };
}

export function collapsed(view, key) {
  return { ...view, grow: view.grow.filter((step) => step.key !== key) };
}

/** A view with a member more, or one less if it is there: of the sets `off` and `hidden`. */
export function toggled(view, set, member) {
  const changed = new Set(view[set]);
  if (!changed.delete(member)) changed.add(member);
  return { ...view, [set]: changed };
}

export function pinned(view, key, place) {
  const pins = new Map(view.pins);
  if (place) pins.set(key, { x: Math.round(place.x), y: Math.round(place.y) });
  else pins.delete(key);
  return { ...view, pins };
}

/** Keys may hold any character, so they come last. */
function readGrowth(text) {
  const found = /^(\d{1,4})\.([A-Z_]*)\.(any|in|out)\.(.+)$/s.exec(text);
  return found && { count: Math.min(MOST, Number(found[1])), relation: found[2], direction: found[3], key: found[4] };
}

function readPin(text) {
  const found = /^(-?\d{1,6})\.(-?\d{1,6})\.(.+)$/s.exec(text);
  return found && [found[3], { x: Number(found[1]), y: Number(found[2]) }];
}
