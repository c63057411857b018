// Cells of an answer, as text and as elements.

import { el, glyph } from '../dom.js';

const isNode = (value) => isObject(value) && 'key' in value && 'properties' in value;
const isEdge = (value) => isObject(value) && 'source' in value && 'properties' in value;
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value holds a node or an edge that can be drawn. */
export function drawable(value) {
  if (isNode(value) || isEdge(value)) return true;
  return isObject(value) || Array.isArray(value) ? Object.values(value).some(drawable) : false;
}

function nameOf(node, schema) {
  return String(node.properties[schema.types.get(node.type)?.caption] ?? node.id);
}

/** A value as the server writes it in CSV; nothing for null. */
export function textOf(value, schema) {
  if (value === null) return '';
  if (isNode(value)) return nameOf(value, schema);
  if (isEdge(value)) return `${value.source} ${value.type} ${value.target}`;
  if (Array.isArray(value)) return value.map((item) => textOf(item, schema)).join('; ');
  return isObject(value) ? JSON.stringify(value) : String(value);
}

/**
 * A value as it stands in a table: nodes are links, and so are names in columns called `method`, `paper` and so on.
 * `names` has what nodes are called, by key.
 */
export function contentOf(value, column, schema, link, names) {
  if (value === null) return el('span', { className: 'quiet' }, '–');
  if (isNode(value)) {
    const type = schema.types.get(value.type);
    return [type ? glyph(type.shape, type.colour) : null, link(value.key, nameOf(value, schema))];
  }
  if (isEdge(value)) {
    const reads = schema.relations.get(value.type)?.forward ?? value.type;
    const [source, target] = [value.source, value.target].map((key) => link(key, names.get(key) ?? key));
    return el('span', { title: value.properties.sentence ?? '' }, source, ` ${reads} `, target);
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => [index ? ', ' : null, contentOf(item, column, schema, link, names)].flat());
  const named = typeof value === 'string' && value && schema.typeOf(`${column}:`);
  return named ? link(`${column}:${value}`, value) : textOf(value, schema);
}
