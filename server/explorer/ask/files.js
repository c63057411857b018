// Answers as files.

import { el } from '../dom.js';
import { textOf } from './cells.js';

/** CSV (RFC 4180); text that a spreadsheet would run as a formula gets an apostrophe before it, as from the server. */
export function csvOf({ columns, rows }, schema) {
  const field = (value) => {
    const text = textOf(value, schema);
    const safe = typeof value !== 'number' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** A picture of the canvas on the colour of the page, as PNG. */
export function pngOf(canvas) {
  const sheet = el('canvas', { width: canvas.width, height: canvas.height });
  const pen = sheet.getContext('2d');
  pen.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(canvas, 0, 0);
  return new Promise((done) => sheet.toBlob(done, 'image/png'));
}

/** Hand a file to whoever sits there: `content` is text or a Blob. */
export function save(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  el('a', { href: address, download: name }).click();
  // the browser reads it after the click
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
