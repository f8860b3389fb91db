// The operators' page: one stream in, everything shown from it.

import { problems } from "./attention.js";
import { Charts } from "./charts.js";
import { element, setData, setText } from "./elements.js";
import { Feed } from "./feed.js";
import { showLink, showSite } from "./site.js";
import { Tables } from "./tables.js";

const tables = new Tables();
const charts = new Charts(document.getElementById("charts"));
const list = document.getElementById("problems");

let last = null;   // the newest reading
let link = "connecting";

function showProblems() {
  const found = last === null ? [] : problems(last);
  if (link === "stale") found.unshift({ tone: "bad", text: "The console does not answer", detail: "what is shown is old" });
  setData(document.getElementById("attention"), "tone", found[0]?.tone ?? "good");
  const shown = found.length > 0 ? found : last === null ? [] : [{ tone: "good", text: "Nothing: all that is watched is well." }];
  while (list.children.length > shown.length) list.lastChild.remove();
  shown.forEach(({ tone, text, detail }, place) => {
    const item = list.children[place] ?? list.appendChild(element("li", {},
      element("span", { class: "mark", "aria-hidden": "true" }), element("strong"), element("span", { class: "detail" })));
    setData(item, "tone", tone);
    setText(item.children[1], text);
    setText(item.children[2], detail ?? "");
  });
}

new Feed("/api/overview/events", {
  history: (history) => charts.replace(history),
  point: (point) => charts.add(point),
  overview: (overview) => {
    last = overview;
    showSite(overview);
    showProblems();
    tables.show(overview);
  },
  link: (now) => {
    showLink(now);
    if (now.word === link) return;
    link = now.word;
    showProblems();
  },
});
