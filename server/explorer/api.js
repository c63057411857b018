// The server's answers.

/** What the server or the network said instead of an answer. */
export class Refusal extends Error {
  constructor(message, { status = 0, near = [] } = {}) {
    super(message);
    this.status = status;
    this.near = near;
  }
}

/** Ask the API; raises Refusal with words that can be shown. */
export function ask(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams(parameters).toString();
  return answer(query ? `${path}?${query}` : path, { signal });
}

/** Ask the API what an address is too short for: the body goes as JSON. */
export function tell(path, body, signal = undefined) {
  const headers = { 'Content-Type': 'application/json' };
  return answer(path, { method: 'POST', body: JSON.stringify(body), headers, signal });
}

async function answer(address, { headers = {}, ...request }) {
  let response;
  try {
    response = await fetch(address, { ...request, headers: { Accept: 'application/json', ...headers } });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal('The server does not answer.');
  }
  const type = response.headers.get('Content-Type') ?? '';
  if (response.ok) return response.json();
  if (!type.startsWith('application/problem+json')) throw new Refusal(`The server says ${response.status}.`, response);
  const problem = await response.json();
  throw new Refusal(`${problem.title}: ${problem.detail}.`, problem);
}

/** The schema table, with node types by name and by the type part of a key (`method`), and edge types by name. */
export async function askSchema() {
  const schema = await ask('/api/schema');
  return {
    types: new Map(schema.nodes.map((type) => [type.name, type])),
    relations: new Map(schema.edges.map((type) => [type.name, type])),
    typeOf: (key) => schema.nodes.find((type) => type.name.toLowerCase() === key.slice(0, key.indexOf(':'))),
  };
}

/** Where the API has a node: `method:bert` is `/api/methods/bert`; undefined if no type is called so. */
export function nodePath(schema, key) {
  const type = schema.typeOf(key);
  return type && `/api/${type.plural}/${encodeURIComponent(key.slice(key.indexOf(':') + 1))}`;
}
