// What can be asked by a click: the named queries, and what was asked before.

import { el } from '../dom.js';

const LONGEST = 160;

export class Library {
  /** `choose` is called with what is to be asked; `history` keeps what was. */
  constructor(queries, history, choose) {
    Object.assign(this, { queries, history, choose });
    this.list = el('ul', { className: 'named' }, ...queries.map((query) => this.entry(query)));
    this.past = el('ol', { className: 'past' });
    this.clear = el('button', { type: 'button', on: { click: () => this.forget() } }, 'Clear');
    this.heading = el('h2', { tabIndex: -1 }, 'Asked before');
    this.element = el(
      'aside',
      { className: 'library', aria: { label: 'Queries' } },
      el('details', { open: innerWidth > 820 }, el('summary', {}, el('h2', {}, 'Named queries')), this.list),
      el('div', { className: 'before' }, this.heading, this.clear),
      this.past,
    );
    this.refresh();
  }

  entry({ name, title, answers }) {
    return el('li', {}, this.button({ text: `@${name}`, given: {} }, title, answers));
  }

  button(asked, label, title) {
    return el('button', { type: 'button', title, data: { text: asked.text }, on: { click: () => this.choose(asked) } }, label);
  }

  /** Mark the named query that is shown. */
  mark(name) {
    for (const button of this.list.querySelectorAll('button')) {
      if (button.dataset.text === `@${name}`) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
  }

  refresh() {
    const asked = this.history.all();
    this.past.replaceChildren(...asked.map((one) => el('li', {}, this.button(one, this.named(one), one.text))));
    this.clear.hidden = !asked.length;
    this.heading.hidden = !asked.length;
  }

  /** A line for what was asked: a named query by its title, a statement by its words; and the parameters. */
  named({ text, given }) {
    const title = this.queries.find(({ name }) => text === `@${name}`)?.title;
    const values = Object.values(given).filter(Boolean).join(', ');
    const line = (title ?? text).replaceAll(/\s+/g, ' ');
    return `${line}${values ? `: ${values}` : ''}`.slice(0, LONGEST);
  }

  forget() {
    this.history.clear();
    this.refresh();
    this.list.querySelector('button')?.focus();
  }
}
