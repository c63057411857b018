// Whom a method beats and who beats it, by the words of the papers.

import { count, el } from '../dom.js';
import { evidence } from '../evidence.js';
import { table } from '../table.js';

/** The table of rivals: papers that say won, papers that say lost, and whether both is said. */
export function rivalsTable({ method, rivals, total }, link) {
  if (!rivals.length) return null;
  const most = Math.max(...rivals.map(({ won, lost }) => won + lost));
  const columns = [
    { name: 'method', heading: 'Rival', cell: ({ node }) => link(node.key, node.label), value: ({ node }) => node.label },
    { name: 'outcome', heading: 'Outcome', cell: outcome, value: outcome, opens: true },
    { name: 'tally', heading: 'Won', cell: ({ won }) => String(won), value: ({ won }) => won, down: true },
    { name: 'tally', heading: 'Lost', cell: ({ lost }) => String(lost), value: ({ lost }) => lost, down: true },
    { name: 'weighed', heading: 'Papers', cell: (rival) => balance(rival, most), value: ({ won, lost }) => won + lost, down: true },
  ];
  const number = (name) => rivals.filter((rival) => outcome(rival) === name).length;
  return el(
    'section',
    { className: 'results' },
    el('h2', {}, 'Rivals ', el('span', { className: 'number' }, total.toLocaleString('en'))),
    el('p', { className: 'quiet' }, `${rivals.length < total ? `Of the first ${rivals.length}: ` : ''}${number('won')} won, ${number('lost')} lost, ${number('contested')} contested`),
    table('Rivals', columns, rivals, (rival) => sentences(rival, method, link)),
    rivals.length < total ? el('p', { className: 'quiet' }, `The first ${rivals.length} of ${total.toLocaleString('en')}.`) : null,
  );
}

function outcome({ won, contested }) {
  if (contested) return 'contested';
  return won ? 'won' : 'lost';
}

/** Papers for and against, as parts of a line that is as long as there are papers. */
function balance({ won, lost }, most) {
  const part = (name, number) => {
    const share = el('span', { className: name });
    share.style.flexGrow = number;
    return share;
  };
  const words = `${count(won, 'paper')} for, ${lost} against`;
  const line = el('span', { className: 'balance', role: 'img', title: words, aria: { label: words } }, part('won', won), part('lost', lost));
  line.style.width = `${(100 * (won + lost)) / most}%`;
  return line;
}

function sentences({ node, wins, losses }, method, link) {
  return [...wins, ...losses].map((said) => evidence(said, [method, node], link));
}
