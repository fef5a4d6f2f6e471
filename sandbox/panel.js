/** The panel: a table that any program beside the sandbox puts there, with new rows marked and announced. */

import { ask, oneAtATime } from "./ask.js";
import { element } from "./element.js";

const FRESH_SECONDS = 4;
const LONG = 24;
const FEW = 6;

export class Panel {
  /** `onFresh(count)` is called when rows have come. */
  constructor(root, onFresh) {
    Object.assign(this, { root, onFresh, rows: null, refresh: oneAtATime(() => this.read()) });
  }

  find(selector) { return this.root.querySelector(selector); }
  get name() { return this.find("h2").textContent; }

  async read() {
    const table = await ask("GET", "/panel");
    this.show(table?.columns ? table : { columns: [], rows: [] });
  }

  show({ title, columns, rows, note }) {
    const written = rows.map((row) => JSON.stringify(row));
    const fresh = this.rows === null ? new Set() : added(this.rows, written);
    this.rows = written;
    this.find("h2").textContent = title || "Register";
    this.find(".count").textContent = columns.length ? counted(rows.length) : "";
    this.find(".note").textContent = note ?? "";
    this.find(".note").hidden = !note;
    this.find(".empty").hidden = rows.length > 0;
    this.find(".table").hidden = rows.length === 0;
    this.find("table").classList.toggle("many", columns.length > FEW);
    this.find("thead tr").replaceChildren(...columns.map((column) => element("th", { scope: "col", role: "columnheader" }, column)));
    this.find("tbody").replaceChildren(...rows.map((row, index) => line(row, columns, fresh.has(index))));
    if (fresh.size) this.announce(fresh.size, rows.length);
  }

  announce(fresh, all) {
    const news = fresh === 1 ? "1 new row" : `${fresh} new rows`;
    this.find(".announcer").textContent = `${this.name}: ${news}, ${counted(all)} in all.`;
    const [first, box] = [this.find("tr.fresh"), this.find(".table")];
    box.scrollTop = first.offsetTop - box.clientHeight / 2;
    const fade = () => this.root.querySelectorAll("tr.fresh").forEach((row) => row.classList.remove("fresh"));
    setTimeout(fade, FRESH_SECONDS * 1000);
    this.onFresh(fresh);
  }
}

function counted(rows) { return rows === 1 ? "1 row" : `${rows} rows`; }

/** The places of the rows that were not there before; equal rows are counted, for the register holds many alike. */
function added(before, now) {
  const left = new Map();
  for (const row of before) left.set(row, (left.get(row) ?? 0) + 1);
  return new Set([...now.keys()].filter((index) => {
    const known = left.get(now[index]) ?? 0;
    left.set(now[index], known - 1);
    return known < 1;
  }));
}

function line(row, columns, fresh) {
  const cells = row.map((value, index) => cell(value, columns[index]));
  return element("tr", { role: "row", "data-testid": "panel-row", class: fresh ? "fresh" : undefined }, ...cells);
}

/** A cell knows its column, because a row of many columns is shown as a card, without the table's head. */
function cell(value, column) {
  const words = Array.isArray(value) ? value.join(", ") : String(value ?? "");
  const inside = words || element("span", { class: "none" }, "–");
  return element("td", { role: "cell", "data-column": column, class: words.length > LONG ? "long" : undefined }, inside);
}
