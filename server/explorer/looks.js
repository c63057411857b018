// How nodes and edges look in the picture: colours of the page, sizes and labels.

import { count } from './dom.js';

const FACE = 'system-ui, sans-serif';
/** Nodes beyond which papers go without a label, and so do nodes of one paper. */
const CROWD = { papers: 32, rare: 140 };
const LONGEST = { Paper: 26, other: 30 };

const shorten = (text, longest) => (text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`);

/** The colours of the page as it is now, dark or light. */
export function readColours() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    paper: colour('--paper'),
    ink: colour('--ink'),
    quiet: colour('--quiet'),
    faint: colour('--line'),
    line: colour('--line-strong'),
    accent: colour('--accent'),
  };
}

/** The options of the network that hang on colours. */
export function lookOptions(colours) {
  return {
    nodes: {
      borderWidth: 0,
      borderWidthSelected: 3,
      font: { color: colours.ink, size: 13, face: FACE, strokeWidth: 4, strokeColor: colours.paper },
      widthConstraint: { maximum: 130 },
    },
    edges: {
      color: { color: colours.line, hover: colours.ink, highlight: colours.accent },
      font: { color: colours.ink, size: 11, face: FACE, strokeWidth: 4, strokeColor: colours.paper },
      arrows: { to: { scaleFactor: 0.45 } },
      smooth: false,
      selectionWidth: 1.5,
      hoverWidth: 0.5,
    },
  };
}

/** A node as the network wants it. `dim`: not joined to what is selected; `crowd`: how many nodes are drawn. */
export function nodeLook(node, schema, colours, { dim, chosen, pinned, hidden, crowd }) {
  const { shape, colour } = schema.types.get(node.type);
  const more = node.papers ? count(node.papers, 'paper') : node.year;
  const border = pinned ? colours.ink : colour;
  return {
    id: node.key,
    label: chosen || named(node, crowd) ? shorten(node.label, LONGEST[node.type] ?? LONGEST.other) : undefined,
    title: [node.label, [node.type, more, pinned && 'pinned'].filter(Boolean).join(', ')].join('\n'),
    shape,
    size: 7 + 3.2 * Math.log2(node.papers ?? 1),
    borderWidth: pinned ? 2 : 0,
    color: { background: colour, border, hover: { background: colour, border }, highlight: { background: colour, border: colours.ink } },
    font: font(node, colours),
    margin: 4,
    opacity: dim ? 0.22 : 1,
    hidden,
  };
}

function named(node, crowd) {
  if (node.type === 'Paper') return crowd <= CROWD.papers;
  return node.type === 'Result' || crowd <= CROWD.rare || node.papers > 1;
}

/** Papers are many and their titles long: they speak low. */
function font(node, colours) {
  if (node.type === 'Result') return { color: '#ffffff', size: 11, strokeWidth: 0 };
  return node.type === 'Paper' ? { color: colours.quiet, size: 10.5 } : { color: colours.ink, size: 13 };
}

export function edgeLook(id, edge, colours, { dim, lane, hidden, title }) {
  return {
    id,
    from: edge.source,
    to: edge.target,
    title,
    hidden,
    // the first edge between two nodes is straight, the others bend out of its way
    smooth: lane ? { enabled: true, type: 'curvedCW', roundness: 0.16 * lane } : false,
    color: { color: dim ? colours.faint : colours.line, hover: colours.ink, highlight: colours.accent },
  };
}

/** The node that stands for neighbours that are not drawn, and the line to it. */
export function moreLook(id, owner, left, complete, step, colours) {
  const node = {
    id,
    label: `+${left.toLocaleString('en')}${complete ? '' : '…'}`,
    title: `${left.toLocaleString('en')} more of ${owner.label}\nA click draws the next ${Math.min(step, left)}`,
    shape: 'circle',
    margin: 6,
    borderWidth: 1,
    color: { background: colours.paper, border: colours.line, hover: { background: colours.faint, border: colours.ink } },
    shapeProperties: { borderDashes: [4, 3] },
    font: { color: colours.quiet, size: 11, strokeWidth: 0 },
  };
  const edge = { id: `line ${id}`, from: owner.key, to: id, dashes: [3, 4], arrows: '', color: { color: colours.line }, title: undefined };
  return { node, edge };
}
