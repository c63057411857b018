// Words of a sentence that name the nodes it speaks of.

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/**
 * The sentence as text and `<mark>` elements.
 * `nodes` are briefs; each name and alias is marked in the colour of its node's type. `words` are marked too.
 * `wrap(node, mark)` may put the mark of a node into another element.
 */
export function highlight(sentence, nodes, words = [], wrap = (node, mark) => mark) {
  const owners = new Map(words.filter(Boolean).map((word) => [word.toLowerCase(), null]));
  // a title is no name: what it names is marked in it
  for (const node of nodes.filter(({ type }) => type !== 'Paper')) {
    for (const name of [node.label, ...node.aliases]) {
      if (name.length > 1 && !owners.has(name.toLowerCase())) owners.set(name.toLowerCase(), node);
    }
  }
  const names = [...owners.keys()].sort((one, other) => other.length - one.length).map(escape);
  if (names.length === 0) return [sentence];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  const parts = [];
  let end = 0;
  for (const match of sentence.matchAll(pattern)) {
    const owner = owners.get(match[0].toLowerCase());
    const mark = document.createElement('mark');
    mark.textContent = match[0];
    mark.dataset.type = owner?.type ?? 'Result';
    parts.push(sentence.slice(end, match.index), owner ? wrap(owner, mark) : mark);
    end = match.index + match[0].length;
  }
  parts.push(sentence.slice(end));
  return parts;
}
