// The scene: the nodes and edges that a view draws, gathered from the API.

import { ask, Refusal, tell } from './api.js';
import { FIRST, MOST } from './view.js';

const KEPT = 60;
/** Statements of an edge that are told at most. */
const STATEMENTS = 500;

export const edgeId = (edge) => `${edge.source} ${edge.relation} ${edge.target}`;

/** Answers that the views of this page have in common, the latest asked last. */
const answers = new Map();

function around(key, { relation, direction, count }) {
  const parameters = { center: key, depth: 1, limit: Math.min(1500, count + 1) };
  if (relation) Object.assign(parameters, { relation, direction });
  return keep(JSON.stringify(parameters), () => ask('/api/graph', parameters));
}

function keep(name, asked) {
  const found = answers.get(name) ?? asked();
  answers.delete(name);
  answers.set(name, found);
  if (answers.size > KEPT) answers.delete(answers.keys().next().value);
  // what failed may be asked again
  found.catch(() => answers.delete(name));
  return found;
}

/** All that states an edge of a scene; a picture is told a few statements of each alone. */
export async function evidenceOf({ source, relation, target, evidence, total }) {
  if (total <= evidence.length) return evidence;
  const parameters = { subject: source, relation, object: target, limit: STATEMENTS };
  const found = await keep(`edge ${JSON.stringify(parameters)}`, () => ask('/api/relations', parameters));
  return found.statements.map((statement) => statement.evidence);
}

/** Forget the answers: the graph may have changed, or the server may have been away. */
export function forget() {
  answers.clear();
}

/**
 * What a view draws: `nodes` and `edges` by key, `origins` (which node brought a node in), `more` (how many
 * neighbours each expansion leaves out), whether the picture is `full`, and the `way` between two nodes if one is asked for.
 */
export async function gather(view) {
  const center = { key: view.center, relation: '', direction: 'any', count: FIRST };
  const whole = view.grow.find((step) => step.key === view.center && !step.relation);
  const steps = [whole ?? center, ...view.grow.filter((step) => step !== whole)];
  const [way, ...graphs] = await Promise.all([
    view.path && keep(`path ${view.path.join(' ')}`, () => ask('/api/path', { from: view.path[0], to: view.path[1] })),
    ...steps.map((step) => around(step.key, step).catch((error) => missing(error, step, view))),
  ]);
  const scene = { center: graphs[0].center, nodes: new Map(), edges: new Map(), origins: new Map(), more: [], full: false, way: way ?? null };
  const parts = new Map(steps.map((step, index) => [step, graphs[index]]));
  for (const [step, graph] of parts) take(scene, graph, step, view);
  for (const node of way?.nodes ?? []) add(scene, node, view.path[0]);
  const drawn = [...scene.nodes.keys()];
  const joined = parts.size > 1 || way || view.hidden.size ? await between(drawn) : graphs[0];
  for (const edge of joined.edges) {
    if (scene.nodes.has(edge.source) && scene.nodes.has(edge.target)) scene.edges.set(edgeId(edge), edge);
  }
  // nodes of a path come without the number of their neighbours
  for (const node of joined.nodes) if (scene.nodes.has(node.key)) scene.nodes.set(node.key, { ...scene.nodes.get(node.key), ...node });
  for (const key of view.hidden) scene.nodes.delete(key);
  return scene;
}

/** An expansion of a node that the graph has lost is left out; the centre must be there. */
function missing(error, step, view) {
  if (!(error instanceof Refusal) || error.status !== 404 || step.key === view.center) throw error;
  return null;
}

function between(keys) {
  return keep(`between ${keys.join(' ')}`, () => tell('/api/graph', { nodes: keys }));
}

function take(scene, graph, step, view) {
  // an expansion of a node that is no longer drawn draws nothing
  if (!graph || (scene.nodes.size && !scene.nodes.has(graph.center))) return;
  const left = graph.nodes.filter((node) => !add(scene, node, graph.center, view.hidden)).length;
  if (left) scene.full = true;
  if (graph.cut.nodes && !left) scene.more.push({ ...step, key: graph.center, left: graph.cut.nodes, complete: graph.cut.complete });
}

/** Whether a node is in the scene, or hidden, so that nothing is left out. */
function add(scene, node, origin, hidden = new Set()) {
  if (scene.nodes.has(node.key) || hidden.has(node.key)) return true;
  if (scene.nodes.size >= MOST) return false;
  scene.nodes.set(node.key, node);
  if (node.key !== origin) scene.origins.set(node.key, origin);
  return true;
}
