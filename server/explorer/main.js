// The explorer: what the address says (view.js) is drawn and told.

import { ask, askNode, askSchema, nodePath, Refusal } from './api.js';
import { readAsked } from './ask/address.js';
import { count, el } from './dom.js';
import { showHome } from './home.js';
import { showLegend } from './legend.js';
import { Menu } from './menu.js';
import { nodePage } from './pages/page.js';
import { edgePanel, nodePanel } from './panel.js';
import { Picture } from './picture.js';
import { edgeId, evidenceOf, forget, gather } from './scene.js';
import { SearchBox } from './search.js';
import { addressOf, collapsed, grown, pinned, readView, toggled, viewOf } from './view.js';

const part = (id) => document.getElementById(id);
const [home, stage, panel, sheet, input] = ['home', 'stage', 'panel', 'page', 'search'].map(part);
const main = document.querySelector('main');
const menu = new Menu(part('menu'));

let schema;
let picture;
let scene;
/** The Ask tab, once it has been opened. */
let asking;
let turn = 0;
/** The node at which somebody has begun a path, `{key, label}`. */
let begun = null;
/** The node whose edges somebody goes through. */
let hub = null;
/** What the panel tells of: the key of a node or the id of an edge. */
let told = null;

/** A link to a node of the graph; a plain click stays on the page. */
function link(key, label, after = null, title = '') {
  return way(viewOf(key, view()), () => select(key), { title }, label, after);
}

/** A link to a view; a plain click acts. */
function way(next, act, properties, ...children) {
  const click = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    act();
  };
  return el('a', { ...properties, href: addressOf(next), on: { click } }, ...children);
}

const view = () => readView(location.search);

/** Go to another view: a step that back, forward and undo know. */
const go = (next) => goTo(addressOf(next));

function goTo(address) {
  if (address !== location.pathname + location.search) {
    history.pushState({ depth: (history.state?.depth ?? 0) + 1 }, '', address);
  }
  show();
}

/** Select a node where it is drawn, or else make it the centre of a new picture. */
function select(key) {
  const now = view();
  go(scene?.nodes.has(key) && !stage.hidden ? { ...now, node: key, edge: null, center: now.center } : viewOf(key, now));
}

/** Select the next edge of the node from which somebody goes through its edges. */
function selectEdge() {
  const now = view();
  const ends = now.edge ? [now.edge.source, now.edge.target] : [];
  hub = now.node ?? (ends.includes(hub) ? hub : ends[0]);
  const off = ({ relation, source, target }) => [relation, ...[source, target].map((key) => scene.nodes.get(key).type)].some((name) => now.off.has(name));
  const edges = [...scene.edges.values()].filter((edge) => [edge.source, edge.target].includes(hub) && !off(edge));
  const at = now.edge ? edges.findIndex((edge) => edgeId(edge) === edgeId(now.edge)) : -1;
  if (edges.length) showEdge(edges[(at + 1) % edges.length]);
}

const showEdge = ({ relation, source, target }) => go({ ...view(), node: null, edge: { relation, source, target } });

const expand = (key, way) => go(grown(view(), key, way));

/** Show what the address says. */
async function show() {
  const mine = ++turn;
  const now = view();
  const slow = setTimeout(() => {
    main.setAttribute('aria-busy', 'true');
    part('working').textContent = 'Asking …';
  }, 250);
  try {
    schema ??= await askSchema();
    if (mine !== turn) return;
    prepare();
    const asked = readAsked(location.search);
    if (asked) await showAsk(asked, mine);
    else if (now.page) await showPage(now, mine);
    else await (now.center ? showView(now, mine) : showStart(now, mine));
  } catch (error) {
    if (mine === turn) complain(error);
    if (!(error instanceof Refusal)) throw error;
  } finally {
    clearTimeout(slow);
    if (mine === turn) {
      main.removeAttribute('aria-busy');
      part('working').textContent = '';
    }
  }
}

function prepare() {
  if (document.body.dataset.ready) return;
  document.body.dataset.ready = 'yes';
  for (const type of schema.types.values()) {
    document.documentElement.style.setProperty(`--type-${type.name.toLowerCase()}`, type.colour);
  }
  new SearchBox(input, part('suggestions'), schema, select);
}

async function showStart(now, mine) {
  const inside = home.contains(document.activeElement);
  await showHome(home, schema, {
    link,
    order: now.order,
    toOrder: (order, label, current) =>
      way({ ...now, order }, () => go({ ...now, order }), { aria: current ? { current: 'true' } : {} }, label),
  });
  if (mine !== turn) return;
  document.title = 'kg explorer';
  lay('start');
  ((inside && home.querySelector('[aria-current]')) || input).focus();
}

/** The Ask tab and its editor are fetched when they are first wanted. */
async function showAsk(asked, mine) {
  const { AskPage } = await import('./ask/page.js');
  asking ??= await AskPage.make(part('ask'), schema, { go: goTo, link });
  if (mine !== turn) return;
  lay('ask');
  asking.show(asked);
}

/** The page of a node: all that is said of it, in full. */
async function showPage(now, mine) {
  const { page, content } = await nodePage(now.node, {
    schema,
    link,
    go: select,
    metric: now.metric,
    actions: pageActions,
    again,
    toMetric: (metric, label, current) =>
      way({ ...now, metric }, () => go({ ...now, metric }), { aria: current ? { current: 'true' } : {} }, ...label),
  });
  if (mine !== turn) return;
  const next = { ...now, node: page.key, center: now.center === now.node ? page.key : now.center };
  if (addressOf(next) !== addressOf(now)) history.replaceState(history.state, '', addressOf(next));
  lay('page');
  document.title = `${page.label} – kg`;
  sheet.replaceChildren(...content);
  sheet.scrollTop = 0;
  startReading();
}

async function showView(now, mine) {
  const [page, drawn] = await Promise.all([now.node && askNode(schema, now.node), gather(now)]);
  const leaderboard = page?.type === 'Benchmark' ? await ask(`${nodePath(schema, page.key)}/leaderboard`) : null;
  const chosen = now.edge && drawn.edges.get(edgeId(now.edge));
  const edge = chosen && { ...chosen, evidence: await evidenceOf(chosen) };
  if (mine !== turn) return;
  const next = { ...now, node: page?.key ?? null, center: now.center === now.node && page ? page.key : drawn.center };
  if (addressOf(next) !== addressOf(now)) history.replaceState(history.state, '', addressOf(next));
  lay('node');
  scene = drawn;
  picture ??= new Picture(part('canvas'), schema, {
    select: (key, event) => (event.shiftKey && view().node ? go({ ...view(), path: [view().node, key] }) : select(key)),
    selectEdge: showEdge,
    expand,
    grow: (step) => expand(step.key, step),
    menu: openMenu,
    pin: (key, place) => go(pinned(view(), key, place)),
    clear: () => {},
  });
  picture.draw(scene, next);
  showLegend(part('legend'), scene, schema, next.off, (name) => go(toggled(view(), 'off', name)));
  tell(next);
  if (page) fill(page.key, page.label, () => nodePanel(page, leaderboard, schema, link, actions(page)));
  else if (edge) fill(edgeId(edge), edge.reads, () => edgePanel(edge, scene.nodes, schema, link));
  else throw new Refusal('The address names an edge that the graph does not hold.');
}

/** Fill the panel; what it tells already is told anew without moving the reader. */
function fill(name, title, content) {
  document.title = `${title} – kg`;
  const same = told === name;
  if (same) return;
  told = name;
  panel.replaceChildren(...content());
  panel.scrollTop = 0;
  startReading();
}

/** The title has the focus when a page has come, unless somebody is typing already, or walks through the picture. */
function startReading() {
  const walking = document.activeElement === part('canvas');
  part('said').textContent = walking ? part('panel-title').textContent : '';
  if (!walking && document.activeElement !== input) part('panel-title').focus({ preventScroll: true });
}

/** Say how much is drawn, and what is not. */
function tell(now) {
  const left = scene.more.reduce((sum, step) => sum + step.left, 0);
  const said = [
    `${count(scene.nodes.size, 'node')}, ${count(scene.edges.size, 'edge')}`,
    left && `${left.toLocaleString('en')} more`,
    scene.full && 'the picture is full: hide or collapse something',
    scene.way && pathsIn(scene.way),
    begun && `a path begins at ${begun.label}: open the menu of its end`,
  ];
  part('status').textContent = said.filter(Boolean).join(' — ');
  const unhide = part('unhide');
  unhide.hidden = !now.hidden.size;
  unhide.textContent = `Show ${now.hidden.size} hidden`;
  part('undo').disabled = !history.state?.depth;
}

/** The paths between two nodes in words; a node that is not drawn goes by its key. */
function pathsIn({ from, to, length, paths, truncated, complete }) {
  const [start, end] = [from, to].map((key) => scene.nodes.get(key)?.label ?? key);
  if (length === null) return `no path${complete ? '' : ' found'} from ${start} to ${end}`;
  return `${count(paths.length, 'path')}${truncated ? ' and more' : ''} of ${count(length, 'edge')} from ${start} to ${end}`;
}

function actions(page) {
  const type = schema.types.get(page.type);
  const outside = { target: '_blank', rel: 'noopener' };
  const id = encodeURIComponent(page.id);
  const open = el('button', { type: 'button', aria: { haspopup: 'menu' } }, 'Expand …');
  open.addEventListener('click', () => {
    const box = open.getBoundingClientRect();
    openMenu(page.key, { x: box.x, y: box.bottom + 4 });
  });
  return [
    open,
    way({ ...view(), page: true }, () => go({ ...view(), page: true }), {}, 'Page'),
    el('a', { ...outside, href: `/graph/${type.plural}/${id}`, title: 'One HTML file to keep' }, 'Picture'),
    el('a', { ...outside, href: `/api/${type.plural}/${id}`, title: 'What this page is made from' }, 'JSON'),
  ];
}

function pageActions(page) {
  const next = { ...view(), page: false };
  const json = `/api/${schema.types.get(page.type).plural}/${encodeURIComponent(page.id)}`;
  return [
    way(next, () => go({ ...view(), page: false }), {}, 'Show in the picture'),
    el('a', { target: '_blank', rel: 'noopener', href: json, title: 'What this page is made from' }, 'JSON'),
  ];
}

/** What can be done with a node, with the number of nodes that each relation leads to. */
async function openMenu(key, place) {
  const mine = turn;
  try {
    const { relations } = await ask(`${nodePath(schema, key)}/counts`);
    if (mine !== turn || !scene.nodes.has(key)) return;
    const now = view();
    const expansions = relations.map(({ relation, direction, reads, type, nodes }) => ({
      label: reads,
      more: count(nodes, type.toLowerCase(), schema.types.get(type).plural),
      act: () => expand(key, { relation, direction }),
    }));
    menu.open(
      scene.nodes.get(key).label,
      [
        ...(expansions.length ? [{ label: 'Expand all', act: () => expand(key) }, ...expansions, null] : []),
        key === now.center ? null : { label: 'Set as centre', act: () => go(viewOf(key, now)) },
        ...pathItems(key, now),
        now.grow.some((step) => step.key === key) ? { label: 'Collapse', act: () => go(collapsed(now, key)) } : null,
        now.pins.has(key)
          ? { label: 'Unpin', act: () => go(pinned(now, key, null)) }
          : { label: 'Pin', act: () => go(pinned(now, key, picture.place(key))) },
        key === now.center ? null : { label: 'Hide', act: () => go({ ...toggled(now, 'hidden', key), ...(key === now.node && { node: now.center }) }) },
      ].filter((item, index) => item || index === expansions.length + 1),
      place,
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const retry = { label: 'Try again', act: () => openMenu(key, place) };
    menu.open(scene.nodes.get(key)?.label ?? key, [{ label: error.message }, retry], place);
  }
}

/** What the menu of a node offers of paths: one may begin at any node, and goes from there or from the selected one. */
function pathItems(key, now) {
  const selected = now.node && { key: now.node, label: scene.nodes.get(now.node)?.label ?? now.node };
  const from = [begun, selected].find((start) => start && start.key !== key);
  const end = () => {
    begun = null;
    go({ ...now, path: [from.key, key] });
  };
  const begin = () => {
    begun = { key, label: scene.nodes.get(key).label };
    tell(now);
  };
  return [
    from ? { label: `Path from ${from.label}`, act: end } : null,
    begun?.key === key ? null : { label: 'Begin a path here', act: begin },
    now.path ? { label: 'Forget the path', act: () => go({ ...now, path: null }) } : null,
  ];
}

/** Show one of the pages: `start`, `node` (the picture and its panel), `page` or `ask`. */
function lay(page) {
  if (page !== 'node') told = null;
  home.hidden = page !== 'start';
  stage.hidden = panel.hidden = page !== 'node';
  sheet.hidden = page !== 'page';
  part('ask').hidden = page !== 'ask';
  // what is hidden must not have the name of what is shown
  if (page !== 'node') panel.replaceChildren();
  if (page !== 'page') sheet.replaceChildren();
  document.body.dataset.page = page;
  document.querySelector('.skip').setAttribute('href', `#${{ start: 'home', node: 'panel' }[page] ?? page}`);
  if (page === 'ask') part('to-ask').setAttribute('aria-current', 'page');
  else part('to-ask').removeAttribute('aria-current');
}

/** Ask anew for what the address says. */
function again() {
  forget();
  show();
}

/** Say what went wrong, what may have been meant, and offer to try again. */
function complain(error) {
  const retry = el('button', { type: 'button' }, 'Try again');
  retry.addEventListener('click', again);
  const near = (error.near ?? []).map((node) => el('li', {}, link(node.key, node.label)));
  lay('start');
  document.title = 'kg explorer';
  home.replaceChildren(
    el('h1', {}, near.length ? 'Nothing of that name' : 'That did not work'),
    el('p', { className: 'lead', role: 'alert' }, error.message),
    near.length ? el('h2', {}, 'Did you mean') : '',
    near.length ? el('ul', { className: 'near' }, ...near) : '',
    el('p', {}, retry),
  );
}

for (const anchor of [document.querySelector('.brand'), part('to-ask')]) {
  anchor.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    goTo(anchor.getAttribute('href'));
  });
}
part('fit').addEventListener('click', () => picture.fit({ glide: true }));
part('undo').addEventListener('click', () => history.back());
part('unhide').addEventListener('click', () => go({ ...view(), hidden: new Set() }));
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input:not([type="checkbox"]), textarea, [contenteditable]');
  if (!(event.ctrlKey || event.metaKey) || typing || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === 'z' && !event.shiftKey && history.state?.depth) history.back();
  else if (key === 'y' || (key === 'z' && event.shiftKey)) history.forward();
  else return;
  event.preventDefault();
});
part('canvas').addEventListener('keydown', (event) => {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const { node } = view();
  if (event.key in ways) {
    const next = picture.next(...ways[event.key]);
    if (next) select(next);
  } else if (event.key === 'e') selectEdge();
  else if (event.key === 'Enter' && node) expand(node);
  else if (event.key === 'm' && node) openMenu(node, picture.spot(node));
  else if (event.key === '+') picture.zoom(1.25);
  else if (event.key === '-') picture.zoom(0.8);
  else return;
  event.preventDefault();
});
addEventListener('popstate', show);
show();
