// What is said about a node or an edge: facts, results, relations, each with its sentences.

import { count, el, glyph, safeAddress } from './dom.js';
import { evidence } from './evidence.js';
import { resultTables } from './results.js';

const FIRST = 12;
const ALIASES = 6;

/** The panel of a node; `page` is what the API says, `leaderboard` too for a benchmark, `actions` are buttons. */
export function nodePanel(page, leaderboard, schema, link, actions) {
  const tables = resultTables(page, leaderboard, link);
  const told = (group) => tables.length && [group.type, page.type].includes('Result');
  const relations = page.relations.filter((group) => !told(group));
  return [
    header(page, schema, actions),
    page.properties.abstract ? abstract(page.properties.abstract) : null,
    ...tables,
    ...relations.map((group) => relationList(group, page, schema, link)),
    relations.length || tables.length ? null : el('p', { className: 'quiet' }, 'Nothing is said about it.'),
  ].filter(Boolean);
}

/** What a node is and is called, and what can be done with it. */
export function header(page, schema, actions) {
  const type = schema.types.get(page.type);
  return el(
    'header',
    {},
    el('p', { className: 'kind', title: type.says }, mark(type), page.type),
    el('h1', { id: 'panel-title', tabIndex: -1 }, page.label),
    facts(page),
    el('div', { className: 'actions' }, ...actions),
  );
}

/** The panel of an edge of the picture: the sentences that state it, the surest first. */
export function edgePanel(edge, briefs, schema, link) {
  const ends = [briefs.get(edge.source), briefs.get(edge.target)];
  const papers = new Set(edge.evidence.map((said) => said.paper.id)).size;
  const surest = [...edge.evidence].sort((one, other) => other.confidence - one.confidence);
  const told =
    edge.total > surest.length
      ? `${surest.length} of ${count(edge.total, 'sentence')}`
      : `${count(surest.length, 'sentence')} in ${count(papers, 'paper')}`;
  const numbers = ends.filter((end) => end.type === 'Result').map((end) => end.label.split(/[^\d.,]/)[0]);
  return [
    el(
      'header',
      {},
      el('p', { className: 'kind', title: schema.relations.get(edge.relation).says }, 'Statement'),
      el('h1', { id: 'panel-title', tabIndex: -1 }, `${named(ends[0])} ${edge.reads} ${named(ends[1])}`),
      el('p', { className: 'facts' }, told),
      el(
        'ul',
        { className: 'ends' },
        ...ends.map((end) => el('li', {}, mark(schema.types.get(end.type)), link(end.key, named(end)))),
      ),
    ),
    ...surest.map((said) => evidence(said, ends, link, { words: numbers })),
  ];
}

/** A bare number says little: the method that it is of goes before it. */
const named = (node) => (node.of ? `${node.of}, ${node.label}` : node.label);

const mark = (type) => glyph(type.shape, type.colour);

function facts(page) {
  const { papers, year, venue, url, code_url: code, aliases = [], community } = page.properties;
  const address = safeAddress(url);
  const codeAddress = safeAddress(code);
  const outside = { target: '_blank', rel: 'noopener noreferrer' };
  const items = [
    papers ? count(papers, 'paper') : null,
    year ? String(year) : null,
    venue ?? null,
    page.type === 'Result' ? page.properties.kind : null,
    address ? el('a', { ...outside, href: address }, 'paper ↗') : null,
    codeAddress ? el('a', { ...outside, href: codeAddress }, 'code ↗') : null,
  ].filter(Boolean);
  return el(
    'div',
    { className: 'facts' },
    el('p', {}, ...items.flatMap((item, index) => (index ? [' · ', item] : [item]))),
    otherNames(aliases.filter((alias) => alias !== page.label)),
    community ? el('p', { className: 'aliases', title: 'Methods that papers use together, of kg analyze' }, `community ${community}`) : null,
  );
}

/** What else a node is called: the first names, and the others at a press. */
function otherNames(names) {
  if (!names.length) return null;
  const rest = names.length - ALIASES;
  const told = el('p', { className: 'aliases', tabIndex: -1 }, `also ${names.slice(0, ALIASES).join(', ')}`);
  const show = () => {
    told.replaceChildren(`also ${names.join(', ')}`);
    told.focus({ preventScroll: true });
  };
  if (rest > 0) told.append(' ', el('button', { type: 'button', className: 'says', on: { click: show } }, `and ${rest} more`));
  return told;
}

function abstract(text) {
  return el('details', {}, el('summary', {}, el('h2', {}, 'Abstract')), el('p', { className: 'abstract' }, text));
}

/** The nodes that one relation leads to from the node of a page, each with the sentences that say so. */
export function relationList(group, page, schema, link) {
  const self = { key: page.key, type: page.type, label: page.label, aliases: page.properties.aliases ?? [] };
  const type = schema.types.get(group.type);
  const items = group.neighbours.map((neighbour) => item(neighbour, group, self, type, link));
  const shown = group.neighbours.reduce((sum, neighbour) => sum + neighbour.evidence.length, 0);
  const list = el('ul', { className: 'neighbours' }, ...items.slice(0, FIRST));
  const rest = items.slice(FIRST);
  const more = el('button', { type: 'button', className: 'more' }, `Show ${rest.length} more`);
  more.addEventListener('click', () => {
    list.append(...rest);
    more.remove();
    rest[0].querySelector('a').focus();
  });
  return el(
    'details',
    { open: true },
    el(
      'summary',
      {},
      el('h2', {}, group.reads),
      el('span', { className: 'number' }, count(group.total, type.name.toLowerCase(), type.plural)),
    ),
    list,
    rest.length ? more : null,
    shown < group.total ? el('p', { className: 'quiet' }, `The first ${shown} of ${group.total}.`) : null,
  );
}

function item({ node, evidence: statements }, group, self, type, link) {
  const fromPaper = group.type === 'Paper';
  const sentences = statements.map((said) => evidence(said, [self, node], link, { source: !fromPaper && self.type !== 'Paper' }));
  const [first, ...others] = sentences;
  const rest = el('details', { className: 'others' }, el('summary', {}, `and ${count(others.length, 'more sentence')}`), ...others);
  return el(
    'li',
    {},
    el('p', { className: 'neighbour' }, mark(type), link(node.key, node.label), year(node)),
    first,
    others.length ? rest : null,
  );
}

function year(node) {
  return node.year ? el('span', { className: 'number' }, String(node.year)) : null;
}
