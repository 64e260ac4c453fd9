"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // A box that scrolls can be reached with the keyboard. Boxes are measured when there is time, a
  // few at once, those of a fold when it has been opened.
  const later = (work) =>
    window.requestIdleCallback ? requestIdleCallback(work, { timeout: 200 }) : setTimeout(work);
  const BOXES = ".formula, .wide, .if, .suppose, .conditions li";
  let waiting = [];
  const measure = () => {
    const boxes = waiting.splice(0, 120).filter((box) => box.checkVisibility?.() ?? true);
    const wide = boxes.map((box) => [box, box.scrollWidth > box.clientWidth + 1]);
    for (const [box, scrolls] of wide) {
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
    if (waiting.length) later(measure);
  };
  const measured = (boxes) => {
    if (!waiting.length) later(measure);
    waiting.push(...boxes);
  };
  measured(all(BOXES).filter((box) => !box.closest("details:not([open])")));
  document.addEventListener("toggle", (event) => {
    if (event.target.open) measured(all(BOXES, event.target));
  }, true);
  let resized = 0;
  addEventListener("resize", () => {
    clearTimeout(resized);
    resized = setTimeout(() => measured(all(BOXES)), 200);
  });

  const tools = document.querySelector(".tools");
  if (tools) {
    const openAll = (open) => all("details.proof, .step > details").forEach((d) => { d.open = open; });
    tools.hidden = false;
    tools.querySelector("[data-open]").addEventListener("click", () => openAll(true));
    tools.querySelector("[data-close]").addEventListener("click", () => openAll(false));
  }

  // A link to a line opens it, and what it lies in.
  const follow = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let d = target.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    const own = target.matches(".step") && target.querySelector(":scope > details");
    if (own) own.open = true;
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
