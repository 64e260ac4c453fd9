"use strict";
(() => {
  // What a symbol means is read off the page itself: rows of notation, what is given, definitions.
  const SCOPES = "details.proof, article, .chapter, main";
  const SCRIPTS = ["msub", "msup", "msubsup", "mover"];
  const RELATIONS = ["∈", ">", "≥", "=", ":="];
  const word = (e) => e.textContent.length > 1 && (e.localName === "mi" || e.localName === "mo");
  // A letter with its accents, primes and words, and how many indices it has; else nothing.
  const key = (e) => {
    if (e.localName === "mi") return e.textContent;
    if (!SCRIPTS.includes(e.localName)) return "";
    const [base, first, second] = e.children;
    let name = key(base), many = 0;
    if (!name || (name === "e" && e.localName === "msup")) return "";
    if (e.localName === "mover") return name + first.textContent;
    const below = e.localName === "msup" ? null : first;
    const above = e.localName === "msub" ? null : second || first;
    if (below && word(below)) name += `_${below.textContent}`;
    else if (below) many = below.localName === "mrow" ? [...below.children].filter((c) => c.localName !== "mo").length : 1;
    if (above && (word(above) || above.textContent.startsWith("′"))) name += `^${above.textContent}`;
    return many ? `${name}/${many}` : name;
  };
  const symbolAt = (target) => {
    let found = target.closest?.("math mi");
    while (found && SCRIPTS.includes(found.parentElement.localName) && found === found.parentElement.firstElementChild) {
      found = found.parentElement;
    }
    return found && key(found) ? found : null;
  };
  const symbols = (box) => [...new Set([...box.querySelectorAll("math mi")].map(symbolAt).filter(Boolean))];

  // The parts of a cell that semicolons set apart.
  const parts = (cell, found = [new DocumentFragment()]) => {
    for (const node of cell.childNodes) {
      if (node.className === "t") parts(node, found);
      else if (node.nodeType !== 3) found.at(-1).append(node.cloneNode(true));
      else node.data.split(";").forEach((text, n) => {
        if (n) found.push(new DocumentFragment());
        found.at(-1).append(n ? text.trimStart() : text);
      });
    }
    return found;
  };
  const element = (name, kind, ...inside) => {
    const made = document.createElement(name);
    made.className = kind;
    made.append(...inside);
    return made;
  };
  const set = (nodes) => {
    const made = document.createElementNS("http://www.w3.org/1998/Math/MathML", "math");
    made.append(...nodes.map((node) => node.cloneNode(true)));
    return made;
  };
  const first = (math) => math && [...math.children].find(key);
  const fill = (box, table) => {
    const own = (selector) => [...box.querySelectorAll(selector)].filter((e) => e.parentElement.closest(SCOPES) === box);
    const add = (symbol, told) => symbol && !table.has(key(symbol)) && table.set(key(symbol), [symbol, told]);
    for (const row of own(".notation tbody tr")) {
      const [names, shape, meaning] = [...row.cells].map((cell) => parts(cell));
      names.forEach((name, n) => {
        const part = (found, cell) => (found.length === names.length ? found[n] : cell).cloneNode(true).childNodes;
        const said = () => element("span", "", ...part(meaning, row.cells[2]), " (", ...part(shape, row.cells[1]), ")");
        for (const math of name.querySelectorAll("math")) add(first(math), said);
      });
    }
    for (const item of own(".g")) {
      // x_n ∈ ℝ^D for n = 1, …, N: the whole is said of x_n, and its end of n.
      const pieces = [[]];
      for (const child of item.querySelector("math")?.children ?? []) {
        if (child.localName === "mtext" && pieces.push([])) continue;
        pieces.at(-1).push(child);
      }
      pieces.forEach((piece, n) => {
        for (const child of piece) {
          if (RELATIONS.includes(child.textContent)) break;
          if (key(child)) add(child, () => {
            const made = element("span", "", ...(n ? [set(piece)] : item.cloneNode(true).childNodes));
            if (!n) made.lastChild.data = made.lastChild.data.replace(/[,.]$/, "");
            return made;
          });
        }
      });
    }
    for (const shown of own(".formula")) {
      const inside = shown.parentElement.matches(".definition");
      if (!inside && ![...shown.querySelectorAll("mo")].some((sign) => sign.textContent === ":=")) continue;
      const words = inside && shown.parentElement.querySelector("p");
      add(first(shown.querySelector("math")), () => {
        const made = element("span", "", ...[...shown.children].flatMap((c) => [c.cloneNode(true), " "]));
        if (words) made.append("– ", ...words.cloneNode(true).childNodes);
        return made;
      });
    }
    return table;
  };
  const tables = new WeakMap();
  const told = (symbol) => {
    for (let box = symbol.closest(SCOPES); box; box = box.parentElement.closest(SCOPES)) {
      if (!tables.has(box)) tables.set(box, fill(box, new Map()));
      const found = tables.get(box).get(key(symbol));
      if (found) return found;
    }
    return null;
  };

  // A note beside the symbol that is pointed at or tapped.
  const side = element("div", "side");
  side.role = "tooltip";
  side.hidden = true;
  document.querySelector("main").append(side);
  let at = null, closing = 0;
  const hide = () => {
    at?.classList.remove("lit");
    at = null;
    side.hidden = true;
  };
  const show = (symbol) => {
    clearTimeout(closing);
    if (symbol === at) return;
    hide();
    const found = told(symbol);
    if (!found) return;
    at = symbol;
    at.classList.add("lit");
    side.replaceChildren(found[1]());
    side.hidden = false;
    const place = symbol.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - side.offsetWidth - 8));
    side.style.left = `${left + scrollX}px`;
    // Below the whole formula, so that nothing of it is hidden.
    const line = symbol.closest(".formula, math").getBoundingClientRect();
    side.style.top = `${line.bottom + scrollY + 2}px`;
  };
  const leave = () => { closing = setTimeout(hide, 250); };
  addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const symbol = symbolAt(event.target);
    if (symbol) show(symbol);
    else if (side.contains(event.target)) clearTimeout(closing);
    else leave();
  });
  addEventListener("click", (event) => {
    const symbol = event.target.closest?.("a, button, summary") ? null : symbolAt(event.target);
    if (symbol) show(symbol);
    else if (!side.contains(event.target)) hide();
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  // The same for the keyboard: all symbols of a formula, a statement or a proof in a list.
  for (const box of document.querySelectorAll(".drawn, .statement, details.proof")) {
    const button = element("button", "what", "symbols");
    button.type = "button";
    button.ariaExpanded = "false";
    const list = element("dl", "legend");
    list.hidden = true;
    button.addEventListener("click", () => {
      if (!list.childElementCount) {
        const seen = new Set();
        for (const symbol of symbols(box)) {
          const found = !seen.has(key(symbol)) && !list.contains(symbol) && told(symbol);
          seen.add(key(symbol));
          if (!found) continue;
          list.append(element("dt", "", set([found[0]])), element("dd", "", found[1]()));
        }
        if (!list.childElementCount) list.append(element("dt", "", "–"), element("dd", "", "nothing is told of these here"));
      }
      list.hidden = !list.hidden;
      for (const told of list.children) if (told.scrollWidth > told.clientWidth + 1) told.tabIndex = 0;
      button.ariaExpanded = String(!list.hidden);
    });
    (box.querySelector(":scope > .source") || box).append(button);
    box.append(list);
  }
})();
