// What may come next in a statement: node types, relations, properties, words.

const WORDS = `MATCH|OPTIONAL MATCH|WHERE|RETURN|WITH|UNWIND|ORDER BY|LIMIT|SKIP|DISTINCT|DESC|ASC|AS|AND|OR|NOT|IN|IS NULL
IS NOT NULL|CONTAINS|STARTS WITH|ENDS WITH|CASE|WHEN|THEN|ELSE|END|UNION ALL|EXISTS|null|true|false`.split(/[|\n]/);
const FUNCTIONS = ['count(', 'collect(', 'avg(', 'sum(', 'min(', 'max(', 'coalesce(', 'size(', 'toLower(', 'toUpper(', 'type(', 'labels(', 'nodes(',
  'relationships(', 'length(', 'abs(', 'round(']; // prettier-ignore
/** Names of relations that an engine takes for its own words. */
const QUOTED = /^(OF|ON|FOR|OVER)$/;
const MOST = 40;

/**
 * Complete a statement before a place: `from` is where the word begins, `items` are `{text, label, more}`.
 * `counts` says of how many nodes and edges there are, by type.
 */
export function complete(statement, place, schema, counts = { nodes: {}, edges: {} }) {
  const before = blanked(statement.slice(0, place));
  if (before === null) return { from: place, kind: 'text', items: [] };
  const word = /`?\w*$/.exec(before)[0];
  const from = place - word.length;
  const { kind, items } = candidates(before.slice(0, from), statement, schema, counts);
  const wanted = word.replace('`', '').toLowerCase();
  const fits = items.filter(({ label }) => label.toLowerCase().startsWith(wanted) && (kind !== 'word' || wanted));
  return { from, kind, items: fits.slice(0, MOST) };
}

/** The text with its strings and comments blanked; null if it ends inside of one. */
function blanked(text) {
  const blank = text.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\/\/[^\n]*\n|\/\*[^]*?\*\//g, (part) => ' '.repeat(part.length));
  return /['"]|\/\/|\/\*/.test(blank) ? null : blank;
}

function candidates(before, statement, schema, counts) {
  const dotted = /(\w+)\.$/.exec(before);
  if (dotted) return { kind: 'property', items: properties(typeOf(dotted[1], statement), schema) };
  const open = opened(before);
  if (/[:|]\s*!?$/.test(before) && open !== '{') {
    return open === '[' ? { kind: 'relation', items: relations(schema, counts) } : { kind: 'type', items: types(schema, counts) };
  }
  const owner = open === '{' && /:\s*`?(\w+)`?\s*\{[^{}]*$/.exec(before);
  if (owner && /[{,]\s*$/.test(before)) return { kind: 'property', items: properties(owner[1], schema) };
  return { kind: 'word', items: words(statement) };
}

/** The bracket that is open at the end of a text. */
function opened(text) {
  const open = [];
  for (const [sign] of text.matchAll(/[()[\]{}]/g)) {
    if ('([{'.includes(sign)) open.push(sign);
    else open.pop();
  }
  return open.at(-1);
}

function types(schema, counts) {
  return [...schema.types.values()].map(({ name }) => item(name, name, counts.nodes[name]));
}

function relations(schema, counts) {
  return [...schema.relations.values()].map(({ name }) => item(QUOTED.test(name) ? `\`${name}\`` : name, name, counts.edges[name]));
}

function item(text, label, number) {
  return { text, label, more: number === undefined ? '' : number.toLocaleString('en') };
}

/** Properties of a node type or a relation; of all of them if it is not known which. */
function properties(type, schema) {
  const known = schema.types.get(type)?.properties ?? (schema.relations.has(type) ? schema.evidence : null);
  const all = known ?? [...[...schema.types.values()].flatMap((one) => one.properties), ...schema.evidence];
  return [...new Map(all.map(({ name, says }) => [name, { text: name, label: name, more: says ?? '' }])).values()];
}

/** The node type or relation that a variable stands for, from the first pattern that says so. */
function typeOf(variable, statement) {
  const pattern = new RegExp(`[([]\\s*${variable}\\s*:\\s*\`?(\\w+)`);
  return pattern.exec(statement)?.[1];
}

function words(statement) {
  const variables = [...statement.matchAll(/[([]\s*([A-Za-z_]\w*)|\bAS\s+([A-Za-z_]\w*)/gi)].map(([, one, other]) => one ?? other);
  const named = [...new Set(variables)].map((name) => ({ text: name, label: name, more: 'variable' }));
  return [...named, ...[...WORDS, ...FUNCTIONS].map((word) => ({ text: word, label: word, more: '' }))];
}
