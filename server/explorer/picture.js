// The picture: a scene drawn by vis-network, which settles once and then rests.

import { count } from './dom.js';
import { lettersOf, roomFor } from './labels.js';
import { edgeLook, labelLook, lookOptions, moreLetters, moreLook, nodeLook, readColours, sizeOf } from './looks.js';
import { STEP } from './view.js';

/** Steps of the layout when the picture is new (for all nodes together, at least, and at most), and when it has grown. */
const STEPS = { all: 40_000, least: 70, fresh: 260, grown: 120 };
const FORCES = { gravitationalConstant: -9000, centralGravity: 0.25, springLength: 130, springConstant: 0.03, avoidOverlap: 0.5 };
/** How many times as strong the pull to the middle is where no node has an edge. */
const LOOSE = 12;
const RING = 140;
/** Edges beyond which they are not drawn while the picture is dragged: it would not follow. */
const DENSE = 1500;
/** Milliseconds of the way to a new view; none for those who want no motion. */
const GLIDE = 350;
/** Milliseconds without a turn of the wheel after which the labels are written anew. */
const ZOOMED = 150;

export class Picture {
  /**
   * `on` has the listeners `select(key, event)`, `selectEdge(edge)`, `expand(key)`, `grow(step)`, `menu(key, place)`,
   * `pin(key, place)` and `clear()`.
   */
  constructor(canvas, schema, on) {
    this.schema = schema;
    this.scene = { nodes: new Map(), edges: new Map(), origins: new Map(), more: [] };
    this.steps = new Map();
    this.free = new Map();
    /** The keys of the nodes that carry a label; null is all, while nobody knows where they will stand. */
    this.labelled = null;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.colours = readColours();
    this.network = new vis.Network(canvas, { nodes: this.nodes, edges: this.edges }, this.options());
    this.listen(on);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.colours = readColours();
      this.network.setOptions(lookOptions(this.colours));
      this.paint();
    });
  }

  options() {
    return {
      ...lookOptions(this.colours),
      physics: {
        barnesHut: FORCES,
        stabilization: { iterations: STEPS.fresh },
      },
      layout: { randomSeed: 7, improvedLayout: false },
      interaction: { hover: true, tooltipDelay: 250, selectConnectedEdges: false, hoverConnectedEdges: false },
    };
  }

  listen(on) {
    const { network } = this;
    network.on('click', ({ nodes: [node], edges: [edge], event }) => {
      if (this.steps.has(node)) on.grow(this.steps.get(node));
      else if (node) on.select(node, event.srcEvent);
      else if (this.scene.edges.has(edge)) on.selectEdge(this.scene.edges.get(edge));
      else on.clear();
    });
    network.on('doubleClick', ({ nodes: [node] }) => node && !this.steps.has(node) && on.expand(node));
    const menu = ({ event, pointer }) => {
      event.preventDefault();
      const node = network.getNodeAt(pointer.DOM);
      const box = network.canvas.frame.getBoundingClientRect();
      if (node && !this.steps.has(node)) on.menu(node, { x: box.x + pointer.DOM.x, y: box.y + pointer.DOM.y });
    };
    network.on('oncontext', menu);
    network.on('hold', menu);
    network.on('dragEnd', ({ nodes: [node] }) => {
      if (this.scene.nodes.has(node)) on.pin(node, network.getPosition(node));
    });
    network.on('hoverEdge', ({ edge }) => this.nameEdge(edge, true));
    network.on('blurEdge', ({ edge }) => this.nameEdge(edge, false));
    network.on('stabilizationIterationsDone', () => this.rest());
    network.on('animationFinished', () => this.label());
    network.on('zoom', () => {
      clearTimeout(this.zoomed);
      this.zoomed = setTimeout(() => this.label(), ZOOMED);
    });
  }

  has(key) {
    return this.scene.nodes.has(key);
  }

  place(key) {
    return this.network.getPosition(key);
  }

  /** Where a node is on the page. */
  spot(key) {
    const box = this.network.canvas.frame.getBoundingClientRect();
    const { x, y } = this.network.canvasToDOM(this.network.getPosition(key));
    return { x: box.x + x, y: box.y + y };
  }

  /** Draw a scene; what was drawn before stays where it is. */
  draw(scene, view) {
    const before = this.scene.nodes;
    const kept = [...scene.nodes.keys()].filter((key) => before.has(key)).length;
    const fresh = kept === 0 || (scene.center !== this.scene.center && kept < scene.nodes.size / 2);
    const added = [...scene.nodes.keys()].filter((key) => fresh || !before.has(key));
    const gone = [...before.keys()].filter((key) => fresh || !scene.nodes.has(key));
    this.move(view.pins);
    this.scene = scene;
    this.view = view;
    this.steps = new Map(scene.more.map((step) => [`more ${step.key} ${step.relation} ${step.direction}`, step]));
    if (fresh) this.begin();
    else this.nodes.remove(gone);
    gone.forEach((key) => this.free.delete(key));
    this.edges.remove(this.edges.getIds().filter((id) => !scene.edges.has(id)));
    this.network.setOptions({ interaction: { hideEdgesOnDrag: scene.edges.size > DENSE } });
    const seats = this.seats(added, fresh);
    this.paint(seats);
    if (fresh) this.network.setData({ nodes: this.nodes, edges: this.edges });
    else if (added.length || seats.size) this.settle([...scene.nodes.keys()].filter((key) => !seats.has(key)));
  }

  begin() {
    this.free.clear();
    this.labelled = null;
    this.nodes.clear();
    this.edges.clear();
    const iterations = Math.max(STEPS.least, Math.min(STEPS.fresh, Math.round(STEPS.all / this.scene.nodes.size)));
    // parts that no edge holds together would drift far apart
    const loose = Math.max(0, this.scene.nodes.size - this.scene.edges.size - 1) / this.scene.nodes.size;
    const barnesHut = { ...FORCES, centralGravity: FORCES.centralGravity * (1 + LOOSE * loose) };
    this.network.setOptions({ physics: { enabled: true, barnesHut, stabilization: { iterations } } });
  }

  /** Lay out what is new around what is there. */
  settle(standing) {
    this.nodes.update(standing.map((id) => ({ id, fixed: true })));
    this.network.setOptions({ physics: { enabled: true } });
    this.network.stabilize(STEPS.grown);
  }

  /** Pinned nodes go to their places, those that are no longer pinned go back. */
  move(pins) {
    for (const [key, place] of pins) {
      if (!this.scene.nodes.has(key)) continue;
      if (!this.free.has(key)) this.free.set(key, this.rested?.[key] ?? this.network.getPosition(key));
      this.network.moveNode(key, place.x, place.y);
    }
    for (const [key, place] of this.free) {
      if (pins.has(key)) continue;
      if (this.scene.nodes.has(key)) this.network.moveNode(key, place.x, place.y);
      this.free.delete(key);
    }
  }

  /** Where new nodes begin: pinned ones at their place, the others around the node that brought them in. */
  seats(added, fresh) {
    const seats = new Map();
    const rings = new Map();
    for (const id of this.steps.keys()) if (!this.nodes.get(id)) added = [...added, id];
    for (const key of added) {
      const pin = this.view.pins.get(key);
      const origin = this.scene.origins.get(key) ?? this.steps.get(key)?.key;
      if (pin) seats.set(key, { ...pin, fixed: true });
      else if (!fresh && origin && this.nodes.get(origin)) rings.set(origin, [...(rings.get(origin) ?? []), key]);
    }
    for (const [origin, keys] of rings) {
      const middle = this.network.getPosition(origin);
      keys.forEach((key, index) => {
        const angle = (2 * Math.PI * index) / keys.length + 0.5;
        const radius = RING + 12 * (index % 3) + keys.length;
        seats.set(key, { x: middle.x + radius * Math.cos(angle), y: middle.y + radius * Math.sin(angle) });
      });
    }
    return seats;
  }

  /** Give every node and edge the look that selection and legend ask for. */
  paint(seats = new Map()) {
    const { nodes, edges } = this.scene;
    const { off, pins } = this.view;
    const near = this.near();
    const off_ = (key) => off.has(nodes.get(key)?.type);
    const scale = this.labelled ? this.network.getScale() : 1;
    const drawn = [...nodes.values()].map((node) => ({
      ...nodeLook(node, this.schema, this.colours, {
        dim: near && !near.has(node.key),
        pinned: pins.has(node.key),
        hidden: off.has(node.type),
        letters: this.labelled && !this.labelled.has(node.key) ? null : lettersOf(node, scale),
      }),
      ...seats.get(node.key),
    }));
    const ways = this.ways();
    const lanes = new Map();
    const lines = [...edges].map(([id, edge]) => {
      const ends = [edge.source, edge.target].sort().join(' ');
      const hidden = off.has(edge.relation) || off_(edge.source) || off_(edge.target);
      const lane = lanes.get(ends) ?? 0;
      if (!hidden) lanes.set(ends, lane + 1);
      const way = ways.has(ends);
      const dim = this.chosenEdge() ? id !== this.chosenEdge() : Boolean(near) && ![edge.source, edge.target].includes(this.view.node);
      return edgeLook(id, edge, this.colours, { dim, lane, hidden, way, title: this.sentence(edge) });
    });
    const letters = lettersOf({}, scale);
    const more = [...this.steps].map(([id, step]) => moreLook(id, nodes.get(step.key), step.left, step.complete, STEP, this.colours, letters));
    this.nodes.remove(this.nodes.getIds().filter((id) => !nodes.has(id) && !this.steps.has(id)));
    this.nodes.update([...drawn, ...more.map(({ node, edge }) => ({ ...node, ...seats.get(node.id), hidden: off_(edge.from) }))]);
    this.edges.update([...lines, ...more.map(({ edge }) => ({ ...edge, hidden: off_(edge.from) }))]);
    this.mark();
    if (this.labelled) this.label();
  }

  /** Let as many nodes carry a label as can be read at the scale of now. */
  label() {
    const { off, node, center } = this.view;
    const shown = [...this.scene.nodes.values()].filter(({ key, type }) => !off.has(type) && this.nodes.get(key));
    const near = this.near();
    const turn = ({ key }) => [key === node, key === center, near?.has(key), true].indexOf(true);
    const scale = this.network.getScale();
    const places = this.network.getPositions(shown.map(({ key }) => key));
    this.labelled = roomFor(shown, places, sizeOf, scale, turn);
    const looks = shown.map((one) => ({
      id: one.key,
      ...labelLook(one, this.colours, {
        dim: near && !near.has(one.key),
        letters: this.labelled.has(one.key) ? lettersOf(one, scale) : null,
      }),
    }));
    const more = moreLetters(lettersOf({}, scale), this.colours);
    this.nodes.update([...looks, ...[...this.steps.keys()].map((id) => ({ id, ...more }))]);
  }

  /** What is joined to the selection, itself included; null if nothing is selected. */
  near() {
    const { node, edge } = this.view;
    if (edge) return new Set([edge.source, edge.target]);
    if (!node || !this.scene.nodes.has(node)) return null;
    const near = new Set([node, ...(this.scene.way?.paths ?? []).flat()]);
    for (const { source, target } of this.scene.edges.values()) {
      if (source === node) near.add(target);
      if (target === node) near.add(source);
    }
    return near;
  }

  /** The pairs of nodes that the paths go through, as `paint` writes the ends of an edge. */
  ways() {
    const paths = this.scene.way?.paths ?? [];
    return new Set(paths.flatMap((path) => path.slice(1).map((key, index) => [path[index], key].sort().join(' '))));
  }

  chosenEdge() {
    const { edge } = this.view;
    return edge && `${edge.source} ${edge.relation} ${edge.target}`;
  }

  mark() {
    const { node } = this.view;
    const edge = this.chosenEdge();
    this.network.setSelection(
      { nodes: node && this.nodes.get(node) ? [node] : [], edges: edge && this.edges.get(edge) ? [edge] : [] },
      { highlightEdges: false },
    );
  }

  nameEdge(id, shown) {
    const edge = this.scene.edges.get(id);
    if (edge) this.edges.update({ id, label: shown ? edge.reads : ' ' });
  }

  sentence(edge) {
    const name = (key) => this.scene.nodes.get(key)?.label ?? key;
    const said = edge.total ?? edge.evidence.length;
    const more = said > 1 ? `\n${count(said, 'sentence')}` : '';
    return `${name(edge.source)} ${edge.reads} ${name(edge.target)}${more}`;
  }

  rest() {
    this.network.setOptions({ physics: { enabled: false } });
    this.nodes.update(this.nodes.getIds().map((id) => ({ id, fixed: false })));
    this.rested = this.network.getPositions();
    this.mark();
    // how large a node and its label are is known once they are drawn
    this.network.once('afterDrawing', () => {
      this.fit();
      this.label();
    });
  }

  fit({ glide = false } = {}) {
    const still = !glide || matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.network.fit({ animation: still ? false : { duration: GLIDE }, maxZoomLevel: 1.2 });
  }

  zoom(factor) {
    this.network.moveTo({ scale: Math.min(4, Math.max(0.08, factor * this.network.getScale())) });
    this.label();
  }

  /** The drawn node that lies next from the selected one in a direction (-1, 0 or 1 for x and y); null if none does. */
  next(dx, dy) {
    const { off, node, center } = this.view;
    const start = this.has(node) ? node : center;
    if (!this.has(start)) return null;
    const places = this.network.getPositions([...this.scene.nodes.keys()]);
    let [best, least] = [null, Infinity];
    for (const { key, type } of this.scene.nodes.values()) {
      if (key === start || off.has(type)) continue;
      const [x, y] = [places[key].x - places[start].x, places[key].y - places[start].y];
      const [ahead, aside] = [x * dx + y * dy, Math.abs(x * dy + y * dx)];
      if (ahead > aside && ahead + 2 * aside < least) [best, least] = [key, ahead + 2 * aside];
    }
    return best;
  }
}
