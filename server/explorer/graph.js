// The picture: a neighbourhood drawn by vis-network, which settles once and then rests.

import { count, el, glyph } from './dom.js';

const LABEL = 34;
const GROWN = 130;
/** Nodes beyond which papers go without a label. */
const CROWD = 80;
/** Steps of the layout when the picture is new, and when it has grown. */
const STEPS = { fresh: 250, grown: 120 };

const FACE = 'system-ui, sans-serif';

const shorten = (text) => (text.length <= LABEL ? text : `${text.slice(0, LABEL - 1).trimEnd()}…`);
const edgeId = (edge) => `${edge.source} ${edge.relation} ${edge.target}`;

export class Picture {
  /** `on` has the listeners `select(key)`, `expand(key)`, `selectEdge(edge)` and `clear()`. */
  constructor({ canvas, legend, status, fit }, schema, on) {
    this.schema = schema;
    this.legend = legend;
    this.status = status;
    this.hiddenTypes = new Set();
    this.known = new Map();
    this.said = new Map();
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = new vis.Network(canvas, { nodes: this.nodes, edges: this.edges }, this.options());
    this.network.on('click', ({ nodes, edges }) => {
      if (nodes.length) on.select(nodes[0]);
      else if (edges.length) on.selectEdge(this.said.get(edges[0]));
      else on.clear();
    });
    this.network.on('doubleClick', ({ nodes }) => nodes.length && on.expand(nodes[0]));
    this.network.on('stabilizationIterationsDone', () => this.rest());
    fit.addEventListener('click', () => this.fit());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.network.setOptions(this.options());
      this.network.setOptions({ physics: { enabled: false } });
      this.nodes.update([...this.known.values()].map((node) => ({ id: node.key, font: this.font(node) })));
      this.emphasise(this.selected);
    });
  }

  options() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    this.line = colour('--line-strong');
    this.faint = colour('--line');
    this.ink = colour('--ink');
    this.quiet = colour('--quiet');
    return {
      nodes: {
        borderWidth: 0,
        borderWidthSelected: 3,
        font: { color: this.ink, size: 13, face: FACE, strokeWidth: 4, strokeColor: colour('--paper') },
        widthConstraint: { maximum: 120 },
      },
      edges: {
        color: { color: this.line, hover: this.ink, highlight: this.ink },
        arrows: { to: { scaleFactor: 0.45 } },
        smooth: false,
        selectionWidth: 1,
        hoverWidth: 0.5,
      },
      physics: {
        barnesHut: { gravitationalConstant: -7000, springLength: 120, springConstant: 0.03, avoidOverlap: 0.4 },
        stabilization: { iterations: STEPS.fresh },
      },
      layout: { randomSeed: 7 },
      interaction: { hover: true, tooltipDelay: 250, selectConnectedEdges: false, hoverConnectedEdges: false },
    };
  }

  has(key) {
    return this.known.has(key);
  }

  /** How many neighbours of a node are in the picture, and how many there are. */
  shown(key) {
    const near = this.network.getConnectedNodes(key).length;
    return { near, all: this.known.get(key)?.neighbours ?? near };
  }

  /** Draw a neighbourhood in place of what is there. */
  replace(graph) {
    this.known.clear();
    this.said.clear();
    this.nodes.clear();
    this.edges.clear();
    this.network.setOptions({ physics: { enabled: true } });
    this.take(graph);
    this.network.setData({ nodes: this.nodes, edges: this.edges });
  }

  /** Add a neighbourhood; what is there stays where it is. */
  grow(graph) {
    const before = this.nodes.getIds();
    const [around] = Object.values(this.network.getPositions([graph.center]));
    this.nodes.update(before.map((id) => ({ id, fixed: true })));
    this.take(graph, around);
    this.network.setOptions({ physics: { enabled: true } });
    this.network.stabilize(STEPS.grown);
  }

  take(graph, around) {
    const fresh = graph.nodes.filter((node) => !this.known.has(node.key));
    graph.nodes.forEach((node) => this.known.set(node.key, node));
    graph.edges.forEach((edge) => this.said.set(edgeId(edge), edge));
    this.nodes.update(fresh.map((node, index) => this.drawn(node, around, (2 * Math.PI * index) / fresh.length)));
    const lanes = new Map();
    this.edges.update(
      [...this.said.values()].map((edge) => ({
        id: edgeId(edge),
        from: edge.source,
        to: edge.target,
        title: this.sentence(edge),
        smooth: this.bend(edge, lanes),
        hidden: this.isHidden(edge.source) || this.isHidden(edge.target),
      })),
    );
    this.drawLegend();
    this.tell(graph);
  }

  /** The first edge between two nodes is straight, the others bend out of its way. */
  bend(edge, lanes) {
    const ends = [edge.source, edge.target].sort().join(' ');
    const lane = lanes.get(ends) ?? 0;
    lanes.set(ends, lane + 1);
    return lane ? { enabled: true, type: 'curvedCW', roundness: 0.16 * lane } : false;
  }

  drawn(node, around, angle) {
    const { shape, colour } = this.schema.types.get(node.type);
    const place = around && { x: around.x + GROWN * Math.cos(angle), y: around.y + GROWN * Math.sin(angle) };
    const more = node.papers ? count(node.papers, 'paper') : node.year;
    return {
      id: node.key,
      label: shorten(node.label),
      title: [node.label, more ? `${node.type}, ${more}` : node.type].join('\n'),
      shape,
      size: 7 + 3.2 * Math.log2(node.papers ?? 1),
      color: { background: colour, border: colour, hover: colour, highlight: { background: colour, border: this.ink } },
      font: this.font(node),
      margin: 4,
      hidden: this.hiddenTypes.has(node.type),
      ...place,
    };
  }

  /** Papers are many and their titles long: they speak low. */
  font(node) {
    if (node.type === 'Result') return { color: '#ffffff', size: 11, strokeWidth: 0 };
    return node.type === 'Paper' ? { color: this.quiet, size: 10.5 } : { color: this.ink, size: 13 };
  }

  label(node, chosen) {
    const mute = this.known.size > CROWD && node.type === 'Paper' && node.key !== chosen;
    return mute ? '' : shorten(node.label);
  }

  sentence(edge) {
    const name = (key) => this.known.get(key)?.label ?? key;
    const more = edge.evidence.length > 1 ? `\n(${count(edge.evidence.length, 'paper')})` : '';
    return `${name(edge.source)} ${edge.reads} ${name(edge.target)}${more}`;
  }

  tell(graph) {
    const left = graph.cut.nodes;
    const cut = left ? ` — ${left.toLocaleString('en')}${graph.cut.complete ? '' : ' or more'} left out` : '';
    this.status.textContent = `${count(this.known.size, 'node')}, ${count(this.said.size, 'edge')}${cut}`;
  }

  rest() {
    this.network.setOptions({ physics: { enabled: false } });
    this.nodes.update(this.nodes.getIds().map((id) => ({ id, fixed: false })));
    this.emphasise(this.selected);
    // how large a node and its label are is known once they are drawn
    this.network.once('afterDrawing', () => this.fit());
  }

  fit() {
    this.network.fit({ animation: false, maxZoomLevel: 1.2 });
  }

  /** Select a node, and dim what is not joined to it; null selects nothing. */
  emphasise(key) {
    this.selected = key;
    const chosen = key && this.known.has(key) ? key : null;
    const near = new Set(chosen ? [chosen, ...this.network.getConnectedNodes(chosen)] : this.known.keys());
    this.nodes.update(
      [...this.known.values()].map((node) => ({
        id: node.key,
        opacity: near.has(node.key) ? 1 : 0.3,
        label: this.label(node, chosen),
      })),
    );
    this.edges.update(
      [...this.said.values()].map((edge) => {
        const touches = !chosen || edge.source === chosen || edge.target === chosen;
        return { id: edgeId(edge), color: { color: touches ? this.line : this.faint, hover: this.ink, highlight: this.ink } };
      }),
    );
    if (chosen) this.network.selectNodes([chosen], false);
    else this.network.unselectAll();
  }

  isHidden(key) {
    return this.hiddenTypes.has(this.known.get(key)?.type);
  }

  toggle(type, visible) {
    if (visible) this.hiddenTypes.delete(type);
    else this.hiddenTypes.add(type);
    const nodes = [...this.known.values()];
    this.nodes.update(nodes.map((node) => ({ id: node.key, hidden: this.hiddenTypes.has(node.type) })));
    this.edges.update(
      [...this.said.values()].map((edge) => ({
        id: edgeId(edge),
        hidden: this.isHidden(edge.source) || this.isHidden(edge.target),
      })),
    );
  }

  drawLegend() {
    const counts = new Map();
    for (const node of this.known.values()) counts.set(node.type, (counts.get(node.type) ?? 0) + 1);
    const entries = [...this.schema.types.values()].filter((type) => counts.has(type.name));
    this.legend.replaceChildren(
      ...entries.map((type) => {
        const box = el('input', { type: 'checkbox', checked: !this.hiddenTypes.has(type.name) });
        box.addEventListener('change', () => this.toggle(type.name, box.checked));
        return el(
          'label',
          { title: type.says },
          box,
          glyph(type.shape, type.colour),
          type.plural,
          el('span', { className: 'number' }, String(counts.get(type.name))),
        );
      }),
    );
  }
}
