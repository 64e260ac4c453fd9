"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Formulas: set those of a closed step only when it is opened or printed.
  const set = (code) => {
    const display = code.classList.contains("display");
    const holder = document.createElement("span");
    try {
      temml.render(code.textContent, holder, { displayMode: display, throwOnError: true });
    } catch {
      code.classList.remove("tex"); // the source stays, readable
      return;
    }
    code.replaceWith(...holder.childNodes);
  };
  const setIn = (root) => all("code.tex", root).forEach(set);
  const reachable = () =>
    all("code.tex").filter((code) => {
      const step = code.closest(".inside");
      return !step || step.parentElement.open;
    });
  // A box that scrolls can be reached with the keyboard.
  const markWide = () => {
    for (const box of all(".formula, .wide")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  reachable().forEach(set);
  markWide();
  addEventListener("resize", markWide);
  addEventListener("beforeprint", () => setIn(document));
  for (const details of all(".step details")) {
    details.addEventListener("toggle", () => {
      if (!details.open) return;
      setIn(details);
      markWide();
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
