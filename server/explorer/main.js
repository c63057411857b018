// The explorer: one node is selected, and its key stands in the address (?node=method:bert).

import { ask, askSchema, nodePath, Refusal } from './api.js';
import { el } from './dom.js';
import { Picture } from './graph.js';
import { showHome } from './home.js';
import { edgePanel, nodePanel } from './panel.js';
import { SearchBox } from './search.js';

const FIRST = 50;
const STEP = 50;

const part = (id) => document.getElementById(id);
const [home, stage, panel, input] = ['home', 'stage', 'panel', 'search'].map(part);

let schema;
let picture;
let turn = 0;
/** The key of the node in the panel; null while something else is there. */
let shown = null;

/** A link to a node of the graph; a plain click stays on the page. */
function link(key, label, after = null, title = '') {
  const anchor = el('a', { href: address(key), title }, label, after);
  anchor.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(key);
  });
  return anchor;
}

const selected = () => new URLSearchParams(location.search).get('node');
const address = (key) => `/?${new URLSearchParams({ node: key })}`;

function go(key) {
  if (key && key === shown) return;
  if (key !== selected()) history.pushState(null, '', key ? address(key) : '/');
  show();
}

/** Show what the address says. */
async function show() {
  const mine = ++turn;
  const key = selected();
  const slow = setTimeout(() => panel.setAttribute('aria-busy', 'true'), 250);
  try {
    schema ??= await askSchema();
    if (mine !== turn) return;
    prepare();
    await (key ? showNode(key, mine) : showStart(mine));
  } catch (error) {
    if (mine === turn) complain(error);
    if (!(error instanceof Refusal)) throw error;
  } finally {
    clearTimeout(slow);
    if (mine === turn) panel.removeAttribute('aria-busy');
  }
}

function prepare() {
  if (document.body.dataset.ready) return;
  document.body.dataset.ready = 'yes';
  for (const type of schema.types.values()) {
    document.documentElement.style.setProperty(`--type-${type.name.toLowerCase()}`, type.colour);
  }
  new SearchBox(input, part('suggestions'), schema, go);
}

async function showStart(mine) {
  await showHome(home, schema, link);
  if (mine !== turn) return;
  document.title = 'kg explorer';
  lay({ start: true });
  input.focus();
}

async function showNode(key, mine) {
  const path = nodePath(schema, key);
  if (!path) throw new Refusal(`The address names no node: ${key}.`);
  const page = await ask(path);
  const [leaderboard, around] = await Promise.all([
    page.type === 'Benchmark' ? ask(`${nodePath(schema, page.key)}/leaderboard`) : null,
    picture?.has(page.key) ? null : ask('/api/graph', { center: page.key, depth: 1, limit: FIRST }),
  ]);
  if (mine !== turn) return;
  if (page.key !== key) history.replaceState(null, '', address(page.key));
  document.title = `${page.label} – kg`;
  lay({ start: false });
  picture ??= new Picture(
    { canvas: part('canvas'), legend: part('legend'), status: part('status'), fit: part('fit') },
    schema,
    { select: go, expand, selectEdge: showEdge, clear: () => {} },
  );
  if (around) picture.replace(around);
  picture.emphasise(page.key);
  shown = page.key;
  panel.replaceChildren(...nodePanel(page, leaderboard, schema, link, actions(page)));
  panel.scrollTop = 0;
  part('panel-title').focus({ preventScroll: true });
}

function showEdge(edge) {
  picture.emphasise(null);
  shown = null;
  panel.replaceChildren(...edgePanel(edge, picture.known, link));
  panel.scrollTop = 0;
}

function actions(page) {
  const type = schema.types.get(page.type);
  const outside = { target: '_blank', rel: 'noopener' };
  const id = encodeURIComponent(page.id);
  return [
    more(page.key),
    el('a', { ...outside, href: `/graph/${type.plural}/${id}`, title: 'One HTML file to keep' }, 'Picture'),
    el('a', { ...outside, href: `/api/${type.plural}/${id}`, title: 'What this page is made from' }, 'JSON'),
  ].filter(Boolean);
}

/** The button that draws more neighbours of a node, if there are more. */
function more(key) {
  const { near, all } = picture.shown(key);
  if (near >= all) return null;
  const button = el('button', { type: 'button', className: 'expand' }, `Draw ${Math.min(STEP, all - near)} more of ${all} neighbours`);
  button.addEventListener('click', () => expand(key));
  return button;
}

/** Draw the neighbours of a node that are not drawn yet, the next 50 of them. */
async function expand(key) {
  try {
    const limit = Math.min(1500, picture.shown(key).near + STEP + 1);
    picture.grow(await ask('/api/graph', { center: key, depth: 1, limit }));
    picture.emphasise(picture.selected);
    const button = panel.querySelector('.expand');
    if (button && picture.selected === key) button.replaceWith(more(key) ?? '');
  } catch (error) {
    part('status').textContent = error.message;
    if (!(error instanceof Refusal)) throw error;
  }
}

function lay({ start }) {
  if (start) shown = null;
  home.hidden = !start;
  stage.hidden = start;
  panel.hidden = start;
  document.body.dataset.page = start ? 'start' : 'node';
}

/** Say what went wrong, what may have been meant, and offer to try again. */
function complain(error) {
  const retry = el('button', { type: 'button' }, 'Try again');
  retry.addEventListener('click', show);
  const near = (error.near ?? []).map((node) => el('li', {}, link(node.key, node.label)));
  lay({ start: true });
  document.title = 'kg explorer';
  home.replaceChildren(
    el('h1', {}, near.length ? 'Nothing of that name' : 'That did not work'),
    el('p', { className: 'lead', role: 'alert' }, error.message),
    near.length ? el('h2', {}, 'Did you mean') : '',
    near.length ? el('ul', { className: 'near' }, ...near) : '',
    el('p', {}, retry),
  );
}

document.querySelector('.brand').addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(null);
});
addEventListener('popstate', show);
show();
