// Fields for the parameters of a query.

import { ask } from '../api.js';
import { el } from '../dom.js';

const PAUSE_MS = 150;
const OFFERED = 8;

/**
 * The fields of `parameters` (`{name, type, required, default, says}`), filled with what is `given`; fields of node
 * types offer names. `values` reads them.
 */
export class Form {
  constructor(box, schema) {
    Object.assign(this, { box, schema });
    this.parameters = [];
  }

  show(parameters, given) {
    const same = JSON.stringify(parameters) === JSON.stringify(this.parameters);
    this.parameters = parameters;
    if (!same) this.box.replaceChildren(...parameters.map((parameter) => this.field(parameter)));
    for (const input of this.inputs()) input.value = given[input.name] ?? '';
  }

  inputs() {
    return [...this.box.querySelectorAll('input, select')];
  }

  values() {
    return Object.fromEntries(this.inputs().map((input) => [input.name, input.value]));
  }

  /** The first field that must be filled and is not; undefined if there is none. */
  missing() {
    return this.inputs().find((input) => input.required && !input.value);
  }

  /** Show which field a fault is in, or none. */
  blame(name) {
    for (const input of this.inputs()) {
      if (input.name === name) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
    this.inputs().find((input) => input.name === name)?.focus();
  }

  field(parameter) {
    const { name, type, required, says } = parameter;
    const input = type === 'boolean' ? choice(parameter) : this.line(parameter);
    Object.assign(input, { id: `parameter-${name}`, name, required });
    input.setAttribute('aria-describedby', `says-${name}`);
    const label = el('label', { htmlFor: input.id }, el('code', {}, `$${name}`), required ? '' : el('span', { className: 'quiet' }, ' optional'));
    const offers = this.schema.typeOf(`${type}:`) ? this.offers(input, name, type) : null;
    return el('div', { className: 'field' }, label, input, offers, el('p', { id: `says-${name}`, className: 'quiet' }, says));
  }

  line({ name, type, default: preset }) {
    const number = type === 'integer' || type === 'float';
    const input = el('input', { type: number ? 'number' : 'text', autocomplete: 'off', spellcheck: false, maxLength: 500 });
    if (type === 'float') input.step = 'any';
    if (preset !== null && preset !== '') input.placeholder = String(preset);
    return input;
  }

  /** The names of nodes that a field offers while somebody types. */
  offers(input, name, type) {
    const list = el('datalist', { id: `offers-${name}` });
    input.setAttribute('list', list.id);
    let timer;
    input.addEventListener('input', () => {
      clearTimeout(timer);
      const q = input.value.trim();
      if (!q) return;
      timer = setTimeout(async () => {
        // who types goes on without offers when there are none
        const { hits } = await ask('/api/search', { q, type, limit: OFFERED }).catch(() => ({ hits: [] }));
        list.replaceChildren(...hits.map(({ node }) => el('option', { value: node.label })));
      }, PAUSE_MS);
    });
    return list;
  }
}

function choice({ default: preset }) {
  const standard = el('option', { value: '' }, preset === null ? '' : `${preset} (default)`);
  return el('select', {}, standard, ...['true', 'false'].map((value) => el('option', { value }, value)));
}
