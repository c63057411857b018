// The search box: suggestions by type while typing, what was found before, chosen by mouse or keys.

import { ask } from './api.js';
import { count, el, glyph } from './dom.js';
import { Kept } from './kept.js';

const PAUSE_MS = 120;
const RECENT = 8;

export class SearchBox {
  /** `choose` is called with the key of the node that was chosen. */
  constructor(input, list, schema, choose) {
    this.input = input;
    this.list = list;
    this.schema = schema;
    this.choose = choose;
    this.options = [];
    this.active = -1;
    this.kept = new Kept('found', RECENT, ({ key }) => key);
    input.addEventListener('input', () => this.type());
    input.addEventListener('focus', () => this.type());
    input.addEventListener('click', () => this.recall());
    input.addEventListener('keydown', (event) => this.press(event));
    input.addEventListener('blur', () => this.close());
    // the box must not lose the focus before the click on a suggestion has come
    list.addEventListener('mousedown', (event) => event.preventDefault());
    document.addEventListener('keydown', (event) => {
      const typing = event.target.closest('input, textarea, select, [contenteditable]');
      if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
        input.select();
        this.recall();
      }
    });
    // somebody may have typed before all this was there
    if (document.activeElement === input) this.type();
  }

  type() {
    clearTimeout(this.timer);
    this.request?.abort();
    const text = this.input.value.trim();
    if (!text) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.suggest(text), PAUSE_MS);
  }

  async suggest(text) {
    this.request = new AbortController();
    let groups;
    try {
      ({ groups } = await ask('/api/suggest', { q: text, limit: 5 }, this.request.signal));
    } catch (error) {
      if (error.name !== 'AbortError') this.show([el('p', { className: 'none' }, error.message)]);
      return;
    }
    if (document.activeElement !== this.input) return;
    this.options = [];
    this.show(groups.length ? groups.map((group) => this.group(group)) : [this.none(text)]);
    this.activate(this.options.length ? 0 : -1);
  }

  /** Show what was found before, while the box is empty. */
  recall() {
    const kept = this.kept.all().filter(({ type }) => this.schema.types.has(type));
    if (this.input.value.trim() || !kept.length) return;
    this.options = [];
    const options = kept.map((found) => this.option(() => this.take(found), ...this.named(found)));
    const forget = () => {
      this.kept.clear();
      this.close();
    };
    options.push(this.option(forget, el('span', { className: 'name quiet' }, 'Forget these')));
    this.show([section('recent', 'found before', options)]);
    this.activate(-1);
  }

  none(text) {
    return el('p', { className: 'none' }, `Nothing is called “${text}”.`);
  }

  group({ type, plural, hits }) {
    const options = hits.map(({ node, matched }) => {
      const more = node.year ?? (node.papers ? count(node.papers, 'paper') : '');
      const { key, label } = node;
      return this.option(
        () => this.take({ key, label, type }),
        ...this.named({ label, type }),
        matched !== label ? el('span', { className: 'matched' }, matched) : null,
        el('span', { className: 'more' }, String(more)),
      );
    });
    return section(plural, plural, options);
  }

  named({ label, type }) {
    const { shape, colour } = this.schema.types.get(type);
    return [glyph(shape, colour), el('span', { className: 'name' }, label)];
  }

  /** An entry of the list; `act` is called when it is chosen. */
  option(act, ...content) {
    const option = el('div', { className: 'option', role: 'option', id: `option-${this.options.length}`, aria: { selected: 'false' } }, ...content);
    option.addEventListener('click', act);
    option.addEventListener('mousemove', () => this.activate(this.options.indexOf(option)));
    this.options.push(option);
    return option;
  }

  show(content) {
    this.list.replaceChildren(...content);
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.options = [];
    this.active = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  activate(index) {
    this.options[this.active]?.setAttribute('aria-selected', 'false');
    this.active = index;
    const option = this.options[index];
    if (!option) return;
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }

  press(event) {
    const last = this.options.length - 1;
    if (event.key === 'ArrowDown' && this.list.hidden) this.recall();
    else if (event.key === 'ArrowDown' && last >= 0) this.activate(this.active < last ? this.active + 1 : 0);
    else if (event.key === 'ArrowUp' && last >= 0) this.activate(this.active > 0 ? this.active - 1 : last);
    else if (event.key === 'Enter' && this.options[this.active]) this.options[this.active].click();
    else if (event.key === 'Escape') this.input.blur();
    // the key that leads here begins no search
    else if (event.key === '/' && !this.input.value) this.recall();
    else return;
    event.preventDefault();
  }

  take(found) {
    this.kept.add(found);
    this.input.value = '';
    this.close();
    this.input.blur();
    this.choose(found.key);
  }
}

/** Options under a heading. */
function section(name, title, options) {
  const heading = el('div', { className: 'heading', id: `suggest-${name}` }, title);
  return el('div', { role: 'group', aria: { labelledby: heading.id } }, heading, ...options);
}
