// Elements from plain values: whatever comes from the graph becomes text, never HTML.

/**
 * Make an element. `properties` are DOM properties, and `on` (event listeners), `data` and `aria` (attributes);
 * children are nodes, strings, or nothing.
 */
export function el(tag, properties = {}, ...children) {
  const { on = {}, data = {}, aria = {}, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  for (const [name, value] of Object.entries(data)) element.dataset[name] = value;
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const SHAPES = {
  dot: 'M0-6a6 6 0 1 1 0 12a6 6 0 1 1 0-12z',
  square: 'M-6-6h12v12h-12z',
  diamond: 'M0-7.5 7.5 0 0 7.5-7.5 0z',
  triangle: 'M0-7 7 6H-7z',
  hexagon: 'M-7 0-3.5-6h7L7 0 3.5 6h-7z',
  star: 'm0-7.5 2.2 5h5.3l-4.3 3.6 1.7 6.4L0 4l-4.9 3.5 1.7-6.4-4.3-3.6h5.3z',
  box: 'M-7.5-4.5h15v9h-15z',
};

/** Make an element of a drawing; `attributes` as SVG calls them, `on` has event listeners. */
export function svg(tag, { on = {}, ...attributes } = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** The shape of a node type, as the picture draws it. */
export function glyph(shape, colour) {
  return svg(
    'svg',
    { viewBox: '-8 -8 16 16', class: 'glyph', 'aria-hidden': 'true' },
    svg('path', { d: SHAPES[shape] ?? SHAPES.dot, fill: colour }),
  );
}

/** A number with its noun: `1 paper`, `1,204 papers`. */
export function count(number, singular, plural = `${singular}s`) {
  return `${number.toLocaleString('en')} ${number === 1 ? singular : plural}`;
}

/** An address that a link may lead to, or null: a graph may hold `javascript:` ones. */
export function safeAddress(address) {
  return /^https?:\/\//i.test(address ?? '') ? address : null;
}
