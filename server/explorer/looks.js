// How nodes and edges look in the picture: colours of the page, sizes and labels.

import { count } from './dom.js';
import { FACE, labelOf } from './labels.js';

/** The colours of the page as it is now, dark or light. */
export function readColours() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    paper: colour('--paper'),
    ink: colour('--ink'),
    quiet: colour('--quiet'),
    faint: colour('--edge-dim'),
    line: colour('--edge'),
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

/** A node as the network wants it. `dim`: not joined to what is selected; `letters`: how its label is written, if at all. */
export function nodeLook(node, schema, colours, { dim, pinned, hidden, letters }) {
  const { shape, colour } = schema.types.get(node.type);
  const more = node.papers ? count(node.papers, 'paper') : (node.of ?? node.year);
  const border = pinned ? colours.ink : colour;
  return {
    id: node.key,
    title: [node.label, [node.type, more, pinned && 'pinned'].filter(Boolean).join(', ')].join('\n'),
    shape,
    size: sizeOf(node),
    borderWidth: pinned ? 2 : 0,
    color: { background: colour, border, hover: { background: colour, border }, highlight: { background: colour, border: colours.ink } },
    opacity: dim ? 0.22 : 1,
    hidden,
    ...labelLook(node, colours, { dim, letters }),
  };
}

/** How far the shape of a node goes from its middle. */
export const sizeOf = (node) => 7 + 2.4 * Math.log2(node.papers ?? 1);

/** The label of a node; without `letters` there is none. */
export function labelLook(node, colours, { dim, letters }) {
  if (!letters) return { label: ' ' };
  const { size, widest, margin } = letters;
  const font = { size, color: colours.ink, strokeWidth: 4 };
  // papers are many and their titles long: they speak low
  if (dim || node.type === 'Paper') font.color = colours.quiet;
  if (node.type === 'Result') Object.assign(font, { strokeWidth: 0 }, dim ? {} : { color: '#ffffff' });
  return { label: labelOf(node), font, margin, widthConstraint: { maximum: widest } };
}

/** `way`: whether it leads along a path that was asked for. */
export function edgeLook(id, edge, colours, { dim, lane, hidden, title, way }) {
  return {
    id,
    from: edge.source,
    to: edge.target,
    title,
    hidden,
    // the first edge between two nodes is straight, the others bend out of its way
    smooth: lane ? { enabled: true, type: 'curvedCW', roundness: 0.16 * lane } : false,
    color: { color: way ? colours.accent : dim ? colours.faint : colours.line, hover: colours.ink, highlight: colours.accent },
    width: way ? 3 : 1,
  };
}

/** How large the letters of such a node are written, and with them the node. */
export function moreLetters({ size, margin }, colours) {
  return {
    margin: 1.5 * margin,
    font: { color: colours.quiet, size, strokeWidth: 0 },
    shapeProperties: { borderDashes: [4, 3], borderRadius: size },
  };
}

/** The node that stands for neighbours that are not drawn, and the line to it. */
export function moreLook(id, owner, left, complete, step, colours, letters) {
  const node = {
    id,
    label: `${left.toLocaleString('en')}${complete ? '' : '+'} more`,
    title: `${left.toLocaleString('en')} more of ${owner.label}\nA click draws the next ${Math.min(step, left)}`,
    shape: 'box',
    borderWidth: 1,
    color: { background: colours.paper, border: colours.line, hover: { background: colours.faint, border: colours.ink } },
    ...moreLetters(letters, colours),
  };
  const edge = { id: `line ${id}`, from: owner.key, to: id, dashes: [3, 4], arrows: '', color: { color: colours.line }, title: undefined };
  return { node, edge };
}
