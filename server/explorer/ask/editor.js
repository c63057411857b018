// The editor of statements: CodeMirror with Cypher, completion, and the place of a fault.

import { Refusal } from '../api.js';
import { el } from '../dom.js';
import { complete } from './complete.js';

const FOLDER = '/static/explorer/vendor/codemirror';
const SCRIPTS = ['cypher.js', 'show-hint.js', 'matchbrackets.js'];
const STYLES = ['codemirror.css', 'show-hint.css'];

/** What the mode of CodeMirror leaves in plain ink, or takes for its own words; strings and comments stay as they are. */
const FINER = [
  [/^(?:'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|`[^`]*`?|\/\/.*)/, null],
  [/^\$\w+/, 'parameter'],
  [/^\.[A-Za-z_]\w*/, 'property'],
  [/^\d+(?:\.\d+)?\b/, 'number'],
  [/^\w+/, null],
];

let loaded;

/** Load CodeMirror when it is first wanted. */
function load() {
  loaded ??= Promise.all([script('codemirror.js').then(() => Promise.all(SCRIPTS.map(script))), ...STYLES.map(style)]);
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

function script(name) {
  return fetched(name, el('script', { src: `${FOLDER}/${name}` }));
}

function style(name) {
  return fetched(name, el('link', { rel: 'stylesheet', href: `${FOLDER}/${name}` }));
}

function fetched(name, element) {
  return new Promise((done, fail) => {
    element.addEventListener('load', done);
    element.addEventListener('error', () => {
      element.remove();
      fail(new Refusal(`The server does not give the editor: ${name}.`));
    });
    // before our own styles, which have the last word
    document.head.prepend(element);
  });
}

/** The look of the next token of a line, for an overlay of CodeMirror. */
function finer(stream) {
  for (const [pattern, look] of FINER) if (stream.match(pattern)) return look;
  stream.next();
  return null;
}

export class Editor {
  /** `on` has the listeners `run()` and `change()`; `hints` says what is known: the schema and the counts. */
  static async make(box, on, hints) {
    await load();
    return new Editor(box, on, hints);
  }

  constructor(box, on, { schema, counts }) {
    this.box = box;
    this.code = CodeMirror(box, {
      mode: 'cypher',
      // the editor is as high as its text: the box around it scrolls
      scrollbarStyle: 'null',
      lineNumbers: true,
      lineWrapping: true,
      matchBrackets: true,
      viewportMargin: Infinity,
      screenReaderLabel: 'Statement in Cypher. Control Enter runs it, Control Space completes, Tab leaves.',
      extraKeys: { 'Ctrl-Enter': on.run, 'Cmd-Enter': on.run, 'Ctrl-Space': () => this.hint(), Tab: false, 'Shift-Tab': false },
    });
    this.code.addOverlay({ token: finer });
    this.hints = (code) => this.suggest(code, schema, counts);
    this.code.on('change', () => {
      this.clear();
      on.change();
    });
    this.code.on('cursorActivity', () => this.scroll());
    this.code.on('inputRead', (code, { text }) => this.follow(text));
  }

  get text() {
    return this.code.getValue();
  }

  set text(text) {
    if (text !== this.text) this.code.setValue(text);
  }

  focus() {
    this.code.focus();
  }

  /** CodeMirror measures itself, which it cannot do while it is hidden. */
  refresh() {
    this.code.refresh();
  }

  /** Keep the line of the cursor in sight. */
  scroll() {
    const { top, bottom } = this.code.cursorCoords(null, 'local');
    this.box.scrollTop = Math.min(top, Math.max(bottom - this.box.clientHeight, this.box.scrollTop));
  }

  hint() {
    this.code.showHint({ hint: this.hints, completeSingle: false });
  }

  /** Offer what is known after `:` and `.`, and the words that begin with two letters. */
  follow(typed) {
    if (typed.length > 1 || !/^[\w:.`|]$/.test(typed[0]) || this.code.state.completionActive) return;
    const found = this.hints(this.code);
    if (found.kind !== 'word' || this.code.getCursor().ch - found.from.ch > 1) this.hint();
  }

  suggest(code, schema, counts) {
    const at = code.indexFromPos(code.getCursor());
    const { from, kind, items } = complete(this.text, at, schema, counts);
    const typed = this.text.slice(from, at);
    // a word that is whole already must not take the Enter that follows it
    const list = items.length === 1 && items[0].text === typed ? [] : items;
    const offer = {
      kind,
      from: code.posFromIndex(from),
      to: code.getCursor(),
      list: list.map((item) => ({
        text: item.text,
        render: (line) => line.append(item.label, el('span', { className: 'more' }, item.more)),
      })),
    };
    CodeMirror.on(offer, 'shown', () => document.querySelector('.CodeMirror-hints').setAttribute('aria-label', 'Completions'));
    return offer;
  }

  /** Mark the token at a character of the text (not counted in UTF-16 units); gives its line and column, from 1. */
  mark(at) {
    const units = [...this.text].slice(0, at).join('').length;
    const place = this.code.posFromIndex(units);
    const line = this.code.getLine(place.line);
    const [rest] = /^(?:\w+|\S|)/.exec(line.slice(place.ch));
    // at the end of a line, what is missing is marked by what stands before it
    const [from, to] = rest || !place.ch ? [place.ch, place.ch + rest.length] : [place.ch - 1, place.ch];
    this.clear();
    this.fault = this.code.markText({ line: place.line, ch: from }, { line: place.line, ch: to }, { className: 'fault' });
    this.line = this.code.addLineClass(place.line, 'background', 'fault-line');
    this.place = place;
    return { line: place.line + 1, column: place.ch + 1 };
  }

  /** Put the cursor where the fault is. */
  visit() {
    this.focus();
    if (this.place) this.code.setCursor(this.place);
  }

  clear() {
    this.fault?.clear();
    if (this.line) this.code.removeLineClass(this.line, 'background', 'fault-line');
    this.fault = this.line = this.place = null;
  }
}
