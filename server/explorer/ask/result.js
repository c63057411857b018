// The answer on the page: table or graph, and the files that can be made of it.

import { ask, askPage, Refusal } from '../api.js';
import { el } from '../dom.js';
import { requestOf } from './address.js';
import { Graph, tableOf } from './answer.js';
import { drawable } from './cells.js';
import { csvOf, pngOf, save } from './files.js';

export class Result {
  constructor(box, schema, link) {
    Object.assign(this, { box, schema, link });
  }

  clear() {
    this.answer = null;
    this.box.replaceChildren();
  }

  /** Show an answer: `columns`, `rows`, `truncated`, and `graph` where the server has told it. */
  show(asked, answer) {
    Object.assign(this, { asked, answer, graph: answer.graph ?? null });
    this.name = asked.text.startsWith('@') ? asked.text.slice(1) : 'answer';
    const drawn = answer.rows.some(drawable);
    const choices = el('div', { className: 'choices', role: 'group', aria: { label: 'Show as' } });
    this.table = this.choice('Table', () => this.body.replaceChildren(...this.rows()));
    this.picture = this.choice('Graph', () => this.draw());
    this.picture.disabled = !drawn;
    this.picture.title = drawn ? '' : 'The answer holds no nodes and no edges: RETURN some, as in RETURN a, r, b';
    choices.append(this.table, this.picture);
    this.png = this.file('PNG', () => this.keepPicture());
    const files = [
      this.file('CSV', () => save(`${this.name}.csv`, csvOf(answer, this.schema), 'text/csv')),
      this.file('JSON', () => save(`${this.name}.json`, JSON.stringify(this.plain(), null, 2), 'application/json')),
      this.png,
      drawn ? this.file('HTML', () => this.keepPage()) : null,
    ];
    this.trouble = el('p', { role: 'status' });
    this.body = el('div', {});
    this.box.replaceChildren(el('div', { className: 'actions' }, choices, ...files.filter(Boolean)), this.trouble, this.body);
    this.table.click();
  }

  choice(label, act) {
    const click = () => {
      for (const button of [this.table, this.picture]) button.setAttribute('aria-pressed', String(button === chosen));
      this.png.hidden = chosen !== this.picture;
      act();
    };
    const chosen = el('button', { type: 'button', aria: { pressed: 'false' }, on: { click } }, label);
    return chosen;
  }

  file(label, make) {
    return el('button', { type: 'button', title: `Keep the answer as ${label}`, on: { click: () => this.attempt(make) } }, label);
  }

  rows() {
    if (this.answer.rows.length) return tableOf(this.answer, this.schema, this.link);
    return [el('p', { className: 'quiet' }, 'Nothing in the graph answers this.')];
  }

  draw() {
    return this.attempt(async () => {
      if (!this.graph) {
        const { path, query } = requestOf(this.asked);
        this.graph = await ask(path, { ...query, format: 'graph' });
      }
      const graph = new Graph(this.graph, this.schema, this.link);
      this.body.replaceChildren(graph.element);
      graph.draw();
      this.drawn = graph;
    });
  }

  async keepPicture() {
    save(`${this.name}.png`, await pngOf(this.drawn.drawn), 'image/png');
  }

  /** The page that the server draws: one file that needs no network. */
  async keepPage() {
    const { path, query, body } = requestOf(this.asked);
    const page = body ? await askPage('/graph/cypher', { body }) : await askPage(path.replace('/api/', '/graph/'), { query });
    save(`${this.name}.html`, page, 'text/html');
  }

  plain() {
    const { columns, rows, truncated } = this.answer;
    return { asked: this.asked, columns, rows, truncated };
  }

  /** Do what may fail, and say so where it does. */
  async attempt(act) {
    this.trouble.textContent = '';
    try {
      await act();
    } catch (error) {
      this.trouble.textContent = error.message;
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
