// A few lines in place of a framework: elements are made once and only what differs is written.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setData(node, name, value) {
  if (node.dataset[name] !== value) node.dataset[name] = value;
}

// What is 0 steps back, so that the eye finds what is not.
export function fillNumber(cell, text) {
  setText(cell, text);
  cell.classList.toggle("zero", /^0(\D|$)/.test(text) && !/[1-9]/.test(text));
}

// A word with a mark before it: the mark's shape, its colour and the word say the same.
export function fillStatus(node, tone, word) {
  if (node.firstChild === null) node.append(element("span", { class: "mark", "aria-hidden": "true" }), element("span"));
  node.classList.add("status");
  setData(node, "tone", tone);
  setText(node.lastChild, word);
}

// A table whose rows stay the same elements as long as their keys are there.
// columns: [{title, unit?, kind ("text", "number", "status", "wide"), fill(cell, item)}]; the first is the row's header.
export class Table {
  constructor(parent, caption, columns, whenEmpty) {
    this.columns = columns;
    this.rows = new Map();
    this.body = element("tbody");
    const heads = columns.map(({ title, unit, kind }) => element("th", { scope: "col", class: kind }, title,
      ...(unit ? [element("span", { class: "unit" }, ` ${unit}`)] : [])));
    this.table = element("table", {}, element("caption", { class: "unseen" }, caption),
      element("thead", {}, element("tr", {}, ...heads)), this.body);
    this.note = element("p", { class: "note" }, whenEmpty);
    this.whenEmpty = whenEmpty;
    parent.replaceChildren(this.table, this.note);
  }

  row(key) {
    if (this.rows.has(key)) return this.rows.get(key);
    const cells = this.columns.map(({ kind }, place) =>
      element(place === 0 ? "th" : "td", place === 0 ? { scope: "row", class: kind } : { class: kind }));
    const made = element("tr", {}, ...cells);
    this.rows.set(key, made);
    return made;
  }

  // `items`: null where nobody knows, and then `unknown` says why.
  show(items, keyOf, unknown) {
    const list = items ?? [];
    const keys = new Set(list.map(keyOf));
    for (const [key, row] of this.rows) {
      if (!keys.has(key)) {
        row.remove();
        this.rows.delete(key);
      }
    }
    list.forEach((item, place) => {
      const row = this.row(keyOf(item));
      if (this.body.children[place] !== row) this.body.insertBefore(row, this.body.children[place] ?? null);
      this.columns.forEach(({ fill }, column) => fill(row.children[column], item));
    });
    this.table.hidden = list.length === 0;
    this.note.hidden = list.length > 0;
    setText(this.note, items === null ? `Not known: ${unknown}` : this.whenEmpty);
  }
}
