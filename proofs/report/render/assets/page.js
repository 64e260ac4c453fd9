"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Temml leaves out TeX's thin space before a function that brackets follow.
  const TIGHT = /(?<=(?:[})\]\d]|(?<![\\a-z])[a-z]|\\(?:pi|tau|sigma|rho|mu))\s*)\\(?:exp|log)(?=\s*(?:\\left|\())/gi;
  const set = (code) => {
    const displayMode = code.classList.contains("display");
    const holder = document.createElement("span");
    let source = code.textContent.replace(TIGHT, "\\,$&");
    if (code.classList.contains("on")) source = `{}${source}`; // its first sign stands between two terms
    try {
      temml.render(source, holder, { displayMode, throwOnError: true });
    } catch {
      code.classList.remove("tex"); // the source stays, readable
      return;
    }
    code.replaceWith(...holder.childNodes);
  };
  // Those of a closed step are set only when it is opened or printed.
  const setIn = (root) => all("code.tex", root).forEach(set);
  const reachable = () =>
    all("code.tex").filter((code) => {
      const step = code.closest(".inside");
      return !step || step.parentElement.open;
    });
  // A box that scrolls can be reached with the keyboard; a formula on several lines stands left.
  const lookAtBoxes = () => {
    for (const box of all(".formula, .wide")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
    for (const box of all(".formula")) {
      const places = [...box.children].map((child) => child.getBoundingClientRect());
      box.classList.toggle("many", places.some(({ left }, i) => i > 0 && left < places[i - 1].right - 1));
    }
  };
  reachable().forEach(set);
  lookAtBoxes();
  addEventListener("resize", lookAtBoxes);
  addEventListener("beforeprint", () => setIn(document));
  for (const details of all(".step details")) {
    details.addEventListener("toggle", () => {
      if (!details.open) return;
      setIn(details);
      lookAtBoxes();
    });
  }

  const openAll = (open) => all(".step details").forEach((d) => { d.open = open; });
  const tools = document.querySelector(".tools");
  tools.hidden = false;
  tools.querySelector("[data-open]").addEventListener("click", () => openAll(true));
  tools.querySelector("[data-close]").addEventListener("click", () => openAll(false));

  // A link to a step opens it, and the steps it lies in.
  const follow = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let d = target.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    if (target.matches(".step")) target.querySelector("details").open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();

  // The graph: light up all that a theorem rests on, and all that rests on it.
  const graph = document.querySelector(".graph");
  if (graph) {
    const caption = document.querySelector(".graph-caption");
    const edges = all("path", graph);
    const reach = (start, from, to) => {
      const found = new Set([start]);
      for (const name of found) {
        for (const edge of edges) if (edge.dataset[from] === name) found.add(edge.dataset[to]);
      }
      return found;
    };
    const clear = () => {
      graph.classList.remove("lit");
      all(".on", graph).forEach((e) => e.classList.remove("on"));
      caption.textContent = "\u00a0";
    };
    const light = (node) => {
      clear();
      const below = reach(node.dataset.node, "from", "to");
      const above = reach(node.dataset.node, "to", "from");
      graph.classList.add("lit");
      for (const other of all(".node", graph)) {
        const name = other.dataset.node;
        other.classList.toggle("on", below.has(name) || above.has(name));
      }
      for (const edge of edges) {
        const { from, to } = edge.dataset;
        edge.classList.toggle("on", (below.has(from) && below.has(to)) || (above.has(from) && above.has(to)));
      }
      caption.textContent = node.getAttribute("aria-label");
    };
    for (const node of all(".node", graph)) {
      node.addEventListener("pointerenter", () => light(node));
      node.addEventListener("focus", () => light(node));
      node.addEventListener("pointerleave", clear);
      node.addEventListener("blur", clear);
    }
  }
})();
