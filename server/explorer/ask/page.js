// The Ask tab: a statement or a named query, its parameters, and its answer.

import { ask, Refusal, showToken, tell } from '../api.js';
import { count, el } from '../dom.js';
import { Kept } from '../kept.js';
import { addressOfAsked, curlOf, parametersOf, requestOf, typedOf } from './address.js';
import { Editor } from './editor.js';
import { Form } from './forms.js';
import { Library } from './library.js';
import { Result } from './result.js';

const START = 'MATCH (m:Method)-[o:OUTPERFORMS]->(r:Method)\nRETURN m, o, r\nLIMIT 25';
const HISTORY = 100;
/** Milliseconds after which an answer is told to be on its way. */
const SLOW = 300;
/** What may go better the next time it is asked. */
const PASSING = (status) => status === 0 || status === 429 || status >= 500;
/** What is said of a parameter of a statement of one's own. */
const OWN = 'text ("" is the empty one), a number, true, false, null, or a list such as ["a", "b"]';

export class AskPage {
  /** Make the tab in a section. `go(address)` goes to another address, `link(key, label)` makes links to nodes. */
  static async make(section, schema, { go, link }) {
    const [{ queries }, counts] = await Promise.all([ask('/api/queries'), ask('/api/stats')]);
    const page = new AskPage(section, { schema, queries, go, link });
    const on = { run: () => page.submit(), change: () => page.edited() };
    page.editor = await Editor.make(page.parts.editor, on, { schema, counts });
    page.editor.text = START;
    return page;
  }

  constructor(section, { schema, queries, go, link }) {
    this.queries = new Map(queries.map((query) => [query.name, query]));
    this.go = go;
    /** The ids that the names given to a named query stand for, and the query that was shown before. */
    this.bound = {};
    this.before = undefined;
    this.history = new Kept('asked', HISTORY);
    this.library = new Library(queries, this.history, (asked) => go(addressOfAsked(asked)));
    this.parts = this.build();
    this.form = new Form(this.parts.fields, schema);
    this.result = new Result(this.parts.answer, schema, link);
    section.replaceChildren(this.library.element, this.parts.main);
  }

  build() {
    const editor = el('div', { className: 'editor' });
    const fields = el('div', { className: 'fields' });
    const run = el('button', { type: 'submit', className: 'run', title: 'Ctrl+Enter' }, 'Run');
    const stop = el('button', { type: 'button', hidden: true, on: { click: () => this.request?.abort() } }, 'Stop');
    const curl = el('button', { type: 'button', on: { click: () => this.copy() } }, 'Copy as curl');
    const status = el('p', { className: 'status', role: 'status' });
    const form = el('form', { noValidate: true }, fields, el('div', { className: 'actions' }, run, stop, curl, status));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    const title = el('h1', { id: 'ask-title' });
    const about = el('p', { className: 'lead' });
    const [fault, answer] = [el('div', { className: 'trouble' }), el('div', { className: 'answer' })];
    const main = el('div', { className: 'question' }, title, about, editor, form, fault, answer);
    return { main, title, about, editor, fields, run, stop, status, fault, answer };
  }

  /** The named query whose statement stands in the editor as it is; undefined if another does. */
  get query() {
    return [...this.queries.values()].find(({ statement }) => statement === this.editor.text);
  }

  /** What the editor and the fields hold. */
  get asked() {
    return { text: this.query ? `@${this.query.name}` : this.editor.text, given: this.form.values() };
  }

  /** Show what an address asks, and ask it if nothing is missing; one that asks nothing leaves all as it is. */
  show(asked) {
    this.editor.refresh();
    if (!asked.text) {
      this.edited();
      this.editor.focus();
      return;
    }
    const query = this.queries.get(asked.text.slice(1));
    if (asked.text.startsWith('@') && !query) {
      this.complain(new Refusal(`No query is named ${asked.text}: the list has those that are.`, { status: 404 }));
      return;
    }
    this.bound = {};
    this.editor.text = query?.statement ?? asked.text;
    this.edited(asked.given);
    const missing = this.form.missing();
    if (missing) missing.focus();
    else this.run(this.asked);
  }

  /** The statement has changed: its name and its fields change with it; `given` fills them, or else what they hold. */
  edited(given = null) {
    // while the editor is being made there is nothing to follow
    if (!this.editor) return;
    const { query } = this;
    const { title, about } = this.parts;
    // a named query that is changed becomes a statement of one's own, which takes ids and not names
    const bound = this.before && !query ? this.bound : {};
    this.form.show(query?.parameters ?? parametersOf(this.editor.text).map(own), given ?? { ...this.form.values(), ...bound });
    this.before = query;
    title.textContent = query?.title ?? 'Ask in Cypher';
    about.textContent = query?.answers ?? 'One statement that reads. What it answers can be looked at as a table or as a graph, and kept.';
    document.title = `${title.textContent} – kg`;
    this.parts.main.classList.toggle('named', Boolean(query));
    this.library.mark(query?.name);
  }

  submit() {
    const missing = this.form.missing();
    if (missing) this.complain(new Refusal(`Fill in $${missing.name}.`, { status: 400, parameter: missing.name }));
    else if (this.editor.text.trim()) this.go(addressOfAsked(this.asked));
  }

  async run(asked) {
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    this.history.add(asked);
    this.library.refresh();
    this.begin();
    const begun = performance.now();
    try {
      const answer = await this.fetch(asked, request.signal);
      if (this.request !== request) return;
      const took = performance.now() - begun;
      this.result.show(asked, answer);
      this.parts.status.textContent = `${count(answer.rows.length, 'row')}${answer.truncated ? ' (there are more)' : ''} in ${told(took)}`;
    } catch (error) {
      if (this.request !== request) return;
      if (error.name === 'AbortError') this.parts.status.textContent = 'Stopped.';
      else this.complain(error);
      if (error.name !== 'AbortError' && !(error instanceof Refusal)) throw error;
    } finally {
      if (this.request === request) this.end();
    }
  }

  async fetch(asked, signal) {
    const { path, query, body } = requestOf(asked);
    if (body) return tell(path, body, signal);
    const { columns, rows, truncated, parameters } = await ask(path, query, signal);
    this.bound = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, typedOf(value)]));
    return { columns, rows: rows.map((row) => columns.map((column) => row[column])), truncated };
  }

  begin() {
    const { stop, run, answer, status, fault } = this.parts;
    fault.replaceChildren();
    this.form.blame(null);
    this.editor.clear();
    status.textContent = '';
    answer.setAttribute('aria-busy', 'true');
    stop.hidden = false;
    run.disabled = true;
    const begun = performance.now();
    this.clock = setInterval(() => {
      const seconds = Math.floor((performance.now() - begun) / 1000);
      status.textContent = `Asking …${seconds ? ` ${seconds} s` : ''}`;
    }, SLOW);
  }

  end() {
    clearInterval(this.clock);
    this.parts.answer.removeAttribute('aria-busy');
    this.parts.stop.hidden = true;
    this.parts.run.disabled = false;
  }

  /** Say what went wrong and where, and what can be done about it. */
  complain(error) {
    const { fault, status } = this.parts;
    status.textContent = '';
    this.result.clear();
    const place = Number.isInteger(error.at) && !this.query ? this.editor.mark(error.at) : null;
    const visit = place && el('button', { type: 'button', on: { click: () => this.editor.visit() } }, `Go to line ${place.line}, column ${place.column}`);
    const again = PASSING(error.status) && el('button', { type: 'button', on: { click: () => this.run(this.asked) } }, 'Try again');
    const token = error.status === 401 && this.tokenField();
    fault.replaceChildren(el('p', { role: 'alert' }, error.message), ...[visit, again, token].filter(Boolean));
    this.form.blame(error.parameter);
  }

  /** A field for the token that the server asks for. */
  tokenField() {
    const input = el('input', { type: 'password', autocomplete: 'off', aria: { label: 'Token' }, placeholder: 'Token' });
    const form = el('form', { className: 'field' }, input, el('button', { type: 'submit' }, 'Show it'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      showToken(input.value.trim());
      this.run(this.asked);
    });
    return form;
  }

  async copy() {
    const { status, fault } = this.parts;
    const line = curlOf(this.asked, location.origin);
    try {
      await navigator.clipboard.writeText(line);
      status.textContent = 'Copied.';
    } catch {
      // a page that came without encryption may not write there
      const box = el('textarea', { readOnly: true, value: line, rows: 3, aria: { label: 'The request as a command line' } });
      fault.replaceChildren(box);
      box.select();
    }
  }
}

function own(name) {
  return { name, type: 'value', required: true, default: null, says: OWN };
}

function told(milliseconds) {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
