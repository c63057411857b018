// Lists that this browser keeps between visits, the latest first: what was looked for, and what was asked.

export class Kept {
  /** A list of at most `most` plain values; two of which `same` gives the same text count as one. */
  constructor(name, most, same = JSON.stringify) {
    Object.assign(this, { name: `kg.${name}`, most, same });
    // for a browser that keeps nothing
    this.items = [];
  }

  all() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.name) ?? '[]');
      return Array.isArray(kept) ? kept : [];
    } catch {
      return this.items;
    }
  }

  add(item) {
    this.write([item, ...this.all().filter((other) => this.same(other) !== this.same(item))].slice(0, this.most));
  }

  clear() {
    this.write([]);
  }

  write(items) {
    this.items = items;
    try {
      localStorage.setItem(this.name, JSON.stringify(items));
    } catch {
      // it is kept for this visit alone
    }
  }
}
