"use strict";
(() => {
  // A search among all theorems, in the page: by label, by words of a title, by a piece of a
  // formula. How it is written does not matter: r_{nk} \to 1, rnk -> 1 and rₙₖ → 1 are the same.
  const LETTERS = Object.fromEntries(("alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ kappa κ " +
    "lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ phi φ chi χ psi ψ omega ω ell ℓ Delta Δ Lambda Λ Sigma Σ " +
    "Phi Φ sum Σ prod Π infty ∞ partial ∂ to → longrightarrow → iff ⟺ downarrow ↓ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ " +
    "neq ≠ in ∈ cdot · times × circ ∘").match(/\S+ \S+/g).map((pair) => pair.split(" ")));
  const DRESS = /\\(?:left|right|quad|qquad|text|mathbf|boldsymbol|mathcal|mathrm|operatorname|hat|bar|tilde)(?![a-zA-Z])/g;
  // What a command is followed by: a group in braces or one sign; and the rest.
  const group = (text) => {
    text = text.trimStart();
    let depth = 0;
    for (let n = 0; n < text.length; n++) {
      depth += (text[n] === "{") - (text[n] === "}");
      if (depth <= 0) return [text.slice(0, n + 1), text.slice(n + 1)];
    }
    return [text, ""];
  };
  const fractions = (text) => {
    const found = /\\[dt]?frac(?![a-zA-Z])/.exec(text);
    if (!found) return text;
    const [above, rest] = group(text.slice(found.index + found[0].length));
    const [below, after] = group(rest);
    return text.slice(0, found.index) + fractions(above) + "/" + fractions(below) + fractions(after);
  };
  const bare = (text) => {
    text = fractions(text.slice(0, 500).replace(DRESS, "").replace(/\\[,;!]/g, ""));
    return text.replace(/\\([a-zA-Z]+)/g, (all, name) => LETTERS[name] || name)
      .replace(/(?<![a-zA-Z])[a-zA-Z]{2,}(?![a-zA-Z])/g, (name) => LETTERS[name] || name)
      .replace(/->|⟶/g, "→").replace(/<=/g, "≤").replace(/>=/g, "≥").replace(/!=/g, "≠").replace(/−/g, "-")
      .replace(/([ΣΠ])_?\{?([a-z])(?:=1)?\}?(?:\^\{?[A-Z]\}?)?/g, "$1$2")
      .normalize("NFKD").replace(/[\p{M}\s_^()[\]{}|‖,*$\\]/gu, "");
  };
  const form = document.querySelector(".find");
  if (!form) return;
  const entries = [...document.querySelectorAll("[data-f]")].map((item) => ({
    item,
    title: `${item.textContent} ${item.querySelector("a").hash.replace(/[#-]/g, " ")}`.toLowerCase(),
    lines: item.dataset.f.split("\n").filter(Boolean).map((line) => [line, bare(line)]),
  }));
  const [input, said] = [form.querySelector("input"), form.querySelector("output")];
  const find = () => {
    const asked = input.value.trim();
    const [words, formula] = [asked.toLowerCase(), bare(asked)];
    let count = 0;
    for (const { item, title, lines } of entries) {
      const hits = formula ? lines.filter(([, line]) => line.includes(formula)) : [];
      const found = !asked || hits.length > 0 || title.includes(words);
      item.hidden = !found;
      count += found;
      item.querySelector(".hit")?.remove();
      if (asked && hits.length) {
        const hit = document.createElement("small");
        hit.className = "hit";
        hit.textContent = hits.slice(0, 2).map(([line]) => line).join("  ·  ");
        item.append(hit);
      }
    }
    for (const chapter of document.querySelectorAll(".entries > li")) {
      chapter.hidden = !chapter.querySelector("li:not([hidden])");
    }
    said.textContent = !asked ? "" : count ? `${count} of ${entries.length}` : "nothing; try a shorter piece, or one word";
  };
  form.hidden = false;
  input.addEventListener("input", find);
  form.addEventListener("submit", (event) => event.preventDefault());
})();
