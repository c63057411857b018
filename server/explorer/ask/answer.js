// An answer as a table, or as a graph.

import { count, el } from '../dom.js';
import { Picture } from '../picture.js';
import { edgeId } from '../scene.js';
import { MOST } from '../view.js';
import { contentOf } from './cells.js';

/** Rows of a table at first. */
const FIRST = 200;

export function tableOf({ columns, rows, graph }, schema, link) {
  const names = new Map((graph?.nodes ?? []).map((node) => [node.key, node.label]));
  const numeric = columns.map((_, index) => rows.some((row) => row[index] !== null) && rows.every((row) => [null, 'number'].includes(kind(row[index]))));
  const line = (row) =>
    el('tr', {}, ...row.map((value, index) => el('td', { className: numeric[index] ? 'figure' : '' }, contentOf(value, columns[index], schema, link, names))));
  const body = el('tbody', {}, ...rows.slice(0, FIRST).map(line));
  const heads = columns.map((column, index) => el('th', { scope: 'col', className: numeric[index] ? 'figure' : '' }, column));
  const table = el('table', { aria: { label: 'Answer' } }, el('thead', {}, el('tr', {}, ...heads)), body);
  const scroll = el('div', { className: 'rows', tabIndex: 0, role: 'region', aria: { label: 'Rows of the answer' } }, table);
  if (rows.length <= FIRST) return [scroll];
  const more = el('button', { type: 'button', className: 'more' }, `Show all ${rows.length.toLocaleString('en')} rows`);
  more.addEventListener('click', () => {
    body.append(...rows.slice(FIRST).map(line));
    more.remove();
    scroll.focus();
  });
  return [scroll, more];
}

const kind = (value) => (value === null ? null : typeof value);

/** The scene of a graph that a statement answers, as the picture draws it; types that the schema lacks are left out. */
export function sceneOf(graph, schema) {
  const known = graph.nodes.filter((node) => schema.types.has(node.type));
  const nodes = new Map(known.slice(0, MOST).map(({ properties, ...node }) => [node.key, { ...node, papers: properties.papers, year: properties.year }]));
  const edges = new Map();
  for (const { type: relation, source, target, properties } of graph.edges) {
    if (!nodes.has(source) || !nodes.has(target) || !schema.relations.has(relation)) continue;
    const edge = { relation, source, target, reads: schema.relations.get(relation).forward, evidence: [] };
    const drawn = edges.get(edgeId(edge)) ?? edge;
    drawn.evidence.push(properties);
    edges.set(edgeId(edge), drawn);
  }
  return { center: known[0]?.key, nodes, edges, origins: new Map(), more: [], full: known.length > MOST };
}

/** A graph drawn; what is selected is told below it. To be drawn when its `element` stands on the page. */
export class Graph {
  constructor(graph, schema, link) {
    Object.assign(this, { schema, link, scene: sceneOf(graph, schema) });
    const { nodes, edges, full } = this.scene;
    const size = `${count(nodes.size, 'node')}, ${count(edges.size, 'edge')}${full ? ` — the first ${MOST} are drawn` : ''}`;
    this.canvas = el('div', { className: 'picture', role: 'img', aria: { label: `The answer drawn: ${size}` } });
    this.told = el('div', { className: 'told', role: 'status' }, size);
    this.element = el('div', { className: 'graph' }, this.canvas, this.told);
  }

  draw() {
    this.picture = new Picture(this.canvas, this.schema, {
      select: (key) => this.choose({ node: key }, [this.link(key, this.scene.nodes.get(key).label)]),
      selectEdge: (edge) => this.choose({ edge }, this.sentences(edge)),
      expand: (key) => this.link(key, '').click(),
      grow: () => {},
      menu: () => {},
      pin: () => {},
      clear: () => this.choose({}, []),
    });
    this.choose({});
  }

  choose({ node = null, edge = null }, told = null) {
    this.picture.draw(this.scene, { node, edge, center: this.scene.center, off: new Set(), pins: new Map(), hidden: new Set() });
    if (told) this.told.replaceChildren(...told);
  }

  sentences(edge) {
    const name = (key) => this.link(key, this.scene.nodes.get(key).label);
    const said = edge.evidence.map(({ sentence }) => sentence && el('blockquote', {}, sentence)).filter(Boolean);
    return [el('p', {}, name(edge.source), ` ${edge.reads} `, name(edge.target)), ...said.slice(0, 3)];
  }

  /** The canvas that was drawn on. */
  get drawn() {
    return this.canvas.querySelector('canvas');
  }
}
