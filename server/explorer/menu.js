// The menu of a node: what can be done with it in the picture.

import { el } from './dom.js';

export class Menu {
  constructor(box) {
    this.box = box;
    box.addEventListener('keydown', (event) => this.press(event));
    document.addEventListener('pointerdown', (event) => !box.contains(event.target) && this.close());
    addEventListener('blur', () => this.close());
    addEventListener('resize', () => this.close());
  }

  /**
   * Open the menu at a place of the window. `items` are `{label, more, act}`, or null for a line; an item without
   * `act` is only told. When the menu is closed by key, the focus goes back to where it was.
   */
  open(title, items, { x, y }) {
    this.before = document.activeElement;
    this.box.replaceChildren(el('p', { className: 'title' }, title), ...items.map((item) => this.item(item)));
    this.box.setAttribute('aria-label', title);
    this.box.hidden = false;
    const { width, height } = this.box.getBoundingClientRect();
    this.box.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
    this.box.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
    this.buttons()[0]?.focus({ preventScroll: true });
  }

  item(item) {
    if (!item) return el('hr', {});
    const more = item.more ? el('span', { className: 'number' }, item.more) : null;
    if (!item.act) return el('p', { className: 'note' }, item.label, more);
    const act = () => {
      this.close({ back: true });
      item.act();
    };
    return el('button', { type: 'button', role: 'menuitem', tabIndex: -1, on: { click: act } }, item.label, more);
  }

  buttons() {
    return [...this.box.querySelectorAll('button')];
  }

  press(event) {
    const buttons = this.buttons();
    const at = buttons.indexOf(document.activeElement);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    if (event.key in steps) buttons.at(steps[event.key] % buttons.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.close({ back: true });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close({ back = false } = {}) {
    if (this.box.hidden) return;
    this.box.hidden = true;
    if (back) this.before?.focus({ preventScroll: true });
  }
}
