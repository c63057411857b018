// The server's answers.

/** What the server or the network said instead of an answer. */
export class Refusal extends Error {
  /** `at` is the character of a statement at which the fault begins, `parameter` the parameter at fault. */
  constructor(message, { status = 0, near = [], at = null, parameter = null } = {}) {
    super(message);
    Object.assign(this, { status, near, at, parameter });
  }
}

/** Ask the API; raises Refusal with words that can be shown. */
export async function ask(path, parameters = {}, signal = undefined) {
  return (await answer(addressed(path, parameters), { signal })).json();
}

/** Ask the API what an address is too short for: the body goes as JSON. */
export async function tell(path, body, signal = undefined) {
  return (await answer(path, { ...posted(body), signal })).json();
}

/** Ask for a page of HTML: by GET with `query`, or by POST with `body`. */
export async function askPage(path, { query = {}, body = null }) {
  const request = body ? posted(body) : {};
  const headers = { ...request.headers, Accept: 'text/html, application/problem+json' };
  return (await answer(addressed(path, query), { ...request, headers })).text();
}

function addressed(path, parameters) {
  const query = new URLSearchParams(parameters).toString();
  return query ? `${path}?${query}` : path;
}

function posted(body) {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

/** What a server that asks for a token is shown, until the page is left. */
let token = '';

export function showToken(given) {
  token = given;
}

async function answer(address, { headers = {}, ...request }) {
  const shown = token ? { Authorization: `Bearer ${token}` } : {};
  let response;
  try {
    response = await fetch(address, { ...request, headers: { Accept: 'application/json', ...shown, ...headers } });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal('The server does not answer.');
  }
  const type = response.headers.get('Content-Type') ?? '';
  if (response.ok) return response;
  if (!type.startsWith('application/problem+json')) throw new Refusal(`The server says ${response.status}.`, response);
  const problem = await response.json();
  throw new Refusal(`${problem.title}: ${problem.detail.replace(/[.\s]+$/, '')}.`, problem);
}

/** The schema table: node types by name and by the type part of a key (`method`), edge types by name, and what edges say. */
export async function askSchema() {
  const schema = await ask('/api/schema');
  return {
    types: new Map(schema.nodes.map((type) => [type.name, type])),
    relations: new Map(schema.edges.map((type) => [type.name, type])),
    evidence: schema.evidence,
    typeOf: (key) => schema.nodes.find((type) => type.name.toLowerCase() === key.slice(0, key.indexOf(':'))),
  };
}

/** Where the API has a node: `method:bert` is `/api/methods/bert`; undefined if no type is called so. */
export function nodePath(schema, key) {
  const type = schema.typeOf(key);
  return type && `/api/${type.plural}/${encodeURIComponent(key.slice(key.indexOf(':') + 1))}`;
}

/** What the API says of a node; raises Refusal, also if no type is called as the key says. */
export function askNode(schema, key, parameters = {}) {
  const path = nodePath(schema, key);
  if (!path) throw new Refusal(`The address names no node: ${key}.`);
  return ask(path, parameters);
}
