// Words of a sentence that name the nodes it speaks of.

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/**
 * The sentence as text and `<mark>` elements.
 * `nodes` are briefs; each name and alias is marked in the colour of its node's type. `words` are marked too.
 */
export function highlight(sentence, nodes, words = []) {
  const owners = new Map(words.filter(Boolean).map((word) => [word.toLowerCase(), null]));
  for (const node of nodes) {
    for (const name of [node.label, ...node.aliases]) {
      if (name.length > 1 && !owners.has(name.toLowerCase())) owners.set(name.toLowerCase(), node.type);
    }
  }
  const names = [...owners.keys()].sort((one, other) => other.length - one.length).map(escape);
  if (names.length === 0) return [sentence];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  const parts = [];
  let end = 0;
  for (const match of sentence.matchAll(pattern)) {
    const mark = document.createElement('mark');
    mark.textContent = match[0];
    mark.dataset.type = owners.get(match[0].toLowerCase()) ?? 'Result';
    parts.push(sentence.slice(end, match.index), mark);
    end = match.index + match[0].length;
  }
  parts.push(sentence.slice(end));
  return parts;
}
