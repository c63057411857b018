// Which nodes of the picture carry their label, and how large: what is written can be read and covers nothing written.

export const FACE = 'system-ui, sans-serif';
/** Size of the letters at the scale 1, and the least that they have on the screen, in pixels. */
const SIZES = { Paper: { size: 11, least: 10 }, Result: { size: 11, least: 10 }, other: { size: 13, least: 11.5 } };
/** Pixels at the scale 1 beyond which a label is broken into lines. */
const WIDEST = 130;
const LINE = 1.25;
/** Pixels around a label at the scale 1: to the edge of the box that a result is, to the next label for the others. */
const MARGIN = 4;
const LONGEST = { Paper: 30, other: 30, of: 22 };
/** Whose label goes first where there is room for one. */
const RANK = ['Benchmark', 'Dataset', 'Task', 'Method', 'Metric', 'Result', 'Paper'];

const pen = document.createElement('canvas').getContext('2d');
const widths = new Map();

const shorten = (text, longest) => (text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`);

/** What stands at a node: the name, the words before the colon of a title, a number with the method that it is of. */
export function labelOf(node) {
  if (node.type === 'Result') return node.of ? `${shorten(node.of, LONGEST.of)}\n${node.label}` : node.label;
  if (node.type !== 'Paper') return shorten(node.label, LONGEST.other);
  const [head, rest] = node.label.split(/:\s/, 2);
  return shorten(rest && head.length >= 3 ? head : node.label, LONGEST.Paper);
}

/** The letters of a node's label at a scale of the picture: their size, the width at which lines break, and the margin. */
export function lettersOf(node, scale) {
  const { size, least } = SIZES[node.type] ?? SIZES.other;
  const times = Math.max(1, least / (size * scale));
  return { size: size * times, widest: WIDEST * times, margin: MARGIN * times };
}

/**
 * The keys of the nodes whose label finds room. `places` are the middles by key, `reach` how far a shape goes down
 * from there, `turn` the number by which some come before others.
 */
export function roomFor(nodes, places, reach, scale, turn) {
  const order = [...nodes].sort(
    (one, other) =>
      turn(one) - turn(other) ||
      RANK.indexOf(one.type) - RANK.indexOf(other.type) ||
      (other.papers ?? other.year ?? 0) - (one.papers ?? one.year ?? 0),
  );
  const taken = [];
  const found = new Set();
  for (const node of order) {
    const box = boxOf(node, places[node.key], reach(node), scale);
    if (!box || taken.some((other) => overlap(box, other))) continue;
    taken.push(box);
    found.add(node.key);
  }
  return found;
}

function boxOf(node, place, reach, scale) {
  if (!place) return null;
  const { size, widest, margin } = lettersOf(node, scale);
  const lines = labelOf(node).split('\n').map((line) => size * widthOf(line));
  const width = Math.min(widest, Math.max(...lines)) + 2 * margin;
  const height = LINE * size * lines.reduce((sum, line) => sum + Math.ceil(line / widest), 0) + 2 * margin;
  // the number of a result stands in its shape, other names stand below theirs
  const top = node.type === 'Result' ? place.y - height / 2 : place.y + reach - margin / 2;
  return { left: place.x - width / 2, right: place.x + width / 2, top, bottom: top + height };
}

/** The width of a line by the size of its letters. */
function widthOf(line) {
  if (!widths.has(line)) {
    pen.font = `100px ${FACE}`;
    widths.set(line, pen.measureText(line).width / 100);
  }
  return widths.get(line);
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
