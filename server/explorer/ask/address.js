// What the Ask tab asks, as addresses and requests say it.

/**
 * What an address asks: `text` is a statement or `@name` of a named query, `given` the parameters as typed, by name.
 * Null if the address shows no Ask tab.
 */
export function readAsked(search) {
  const query = new URLSearchParams(search);
  if (!query.has('ask')) return null;
  const given = [...query].filter(([name]) => name.startsWith('p.')).map(([name, value]) => [name.slice(2), value]);
  return { text: query.get('ask'), given: Object.fromEntries(given) };
}

export function addressOfAsked({ text, given }) {
  const query = new URLSearchParams({ ask: text });
  for (const [name, value] of Object.entries(given)) if (value !== '') query.set(`p.${name}`, value);
  return `/?${query}`;
}

/** The names of the parameters that a statement takes, outside of strings, backticks and comments. */
export function parametersOf(statement) {
  const parts = statement.matchAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|\/\/[^\n]*|\/\*[^]*?\*\/|\$(\w+)/g);
  return [...new Set([...parts].map(([, name]) => name).filter(Boolean))];
}

/** What was typed as a parameter of a statement: a number, a truth value, null or a list as JSON has it, else text. */
export function valueOf(typed) {
  try {
    const value = JSON.parse(typed);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? typed : value;
  } catch {
    return typed;
  }
}

/** How a value is typed, so that `valueOf` reads it. */
export function typedOf(value) {
  const plain = typeof value === 'string' && value !== '' && valueOf(value) === value;
  return plain ? value : JSON.stringify(value);
}

/** The request that asks: `path`, `query` for GET, and `body` for POST. */
export function requestOf({ text, given }) {
  if (text.startsWith('@')) {
    const filled = Object.entries(given).filter(([, value]) => value !== '');
    return { path: `/api/queries/${encodeURIComponent(text.slice(1))}`, query: Object.fromEntries(filled) };
  }
  const values = parametersOf(text).map((name) => [name, valueOf(given[name] ?? '')]);
  return { path: '/api/cypher', body: { statement: text, parameters: Object.fromEntries(values) } };
}

/** The same request as a command line. */
export function curlOf(asked, origin) {
  const { path, query, body } = requestOf(asked);
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  if (!body) return `curl --get ${[quoted(origin + path), ...pairs(query).map((pair) => `--data-urlencode ${quoted(pair)}`)].join(' ')}`;
  return `curl ${quoted(origin + path)} --header 'Content-Type: application/json' --data ${quoted(JSON.stringify(body))}`;
}

const pairs = (query) => Object.entries(query).map(([name, value]) => `${name}=${value}`);
