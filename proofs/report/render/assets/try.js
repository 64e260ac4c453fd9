"use strict";
// A reader's own line, judged where numbers are stored: true at all of them, or false at one.
// What is read is a small grammar, and what is read is a tree of numbers, signs and functions:
// nothing that a reader writes is ever run.
(() => {
  class NotRead extends Error {}
  const GREEK = new Set(["sigma", "pi", "mu", "tau", "delta", "alpha", "beta"]);
  const CALLS = { exp: Math.exp, log: Math.log, ln: Math.log, sqrt: Math.sqrt };
  const SIGNS = { "\\cdot": "*", "\\times": "*", "·": "*", "**": "^", "−": "-", "\\le": "≤", "\\leq": "≤",
    "<=": "≤", "\\ge": "≥", "\\geq": "≥", ">=": "≥", "\\to": "→", "\\longrightarrow": "→", "->": "→",
    "\\downarrow": "↓", "\\iff": "⟺", "==": "=" };
  const TURNED = { "≥": "≤", ">": "<", "=": "=" };
  const RELATIONS = new Set(["=", "<", ">", "≤", "≥", "→"]);
  const TOKEN = /\s+|\\(?:left|right|,|;|!|quad\b|qquad\b)|(\d+(?:\.\d+)?)|(\\[A-Za-z]+)|([A-Za-z]+)|(\*\*|<=|>=|->|==|.)/gsu;
  const MOST = 500, DEEP = 40;

  const tokens = (text) => {
    if (text.length > MOST) throw new NotRead("it is too long");
    const found = [];
    for (const [, number, command, word, sign] of text.replace(/\$/g, "").matchAll(TOKEN)) {
      if (number) found.push(number);
      else if (command) found.push(SIGNS[command] ?? command);
      else if (word) {
        // exp, log, sigma and the like are words; other letters stand for themselves.
        for (let rest = word; rest;) {
          const name = [...Object.keys(CALLS), ...GREEK].find((n) => rest.startsWith(n));
          found.push(name ? `\\${name}` : rest[0]);
          rest = rest.slice((name ?? "1").length);
        }
      } else if (sign) found.push(SIGNS[sign] ?? sign);
    }
    return found;
  };

  // A tree: a number, a name, or [sign, part, …].
  const reader = (list, names) => {
    let place = 0, depth = 0;
    const at = () => list[place];
    const take = (sign) => {
      if (at() !== sign) throw new NotRead(`“${sign}” is missing ${at() ? `before “${at()}”` : "at the end"}`);
      place++;
    };
    const CLOSES = { "(": ")", "[": "]", "{": "}" };
    const group = () => {
      const open = at();
      if (!CLOSES[open]) return atom();
      place++;
      const inside = sum();
      take(CLOSES[open]);
      return inside;
    };
    const starts = () => at() && (/^[\d(\[{A-Za-z\\π σ]/u.test(at()) && at() !== "⟺");
    const atom = () => {
      const token = at();
      if (token === undefined) throw new NotRead("it ends too early");
      if (++depth > DEEP) throw new NotRead("it is too deep");
      try {
        if (CLOSES[token]) return group();
        place++;
        if (/^\d/.test(token)) return Number(token);
        if (token === "\\frac" || token === "\\tfrac" || token === "\\dfrac") return ["/", group(), group()];
        const call = token.startsWith("\\") && token.slice(1);
        if (Object.hasOwn(CALLS, call)) {
          const whole = "({[".includes(at()) ? power(group()) : call === "sqrt" ? group() : product(true);
          return [call === "ln" ? "log" : call, whole];
        }
        if (token === "\\sum") return total();
        const name = { π: "\\pi", σ: "\\sigma" }[token] ?? token;
        if (names.has(name)) return name;
        if (name === "e") return Math.E;
        if (name === "\\pi") return Math.PI;
        throw new NotRead(`“${name.replace("\\", "")}” means nothing here; known are ${[...names].join(", ").replace("\\sigma", "σ")}`);
      } finally { depth--; }
    };
    const total = () => {
      take("_"); take("{");
      const index = at();
      if (!/^[a-z]$/.test(index ?? "")) throw new NotRead("a sum needs an index");
      place++; take("="); take("1"); take("}"); take("^");
      const most = group(), had = names.has(index);
      names.add(index);
      const inside = product(false);
      if (!had) names.delete(index);
      return ["sum", index, most, inside];
    };
    const power = (base) => {
      if (at() !== "^") return base;
      place++;
      const minus = at() === "-" && place++ >= 0;
      const up = group();
      return ["^", base, minus ? ["-", 0, up] : up];
    };
    const product = (short) => {
      let value = power(atom()), slashed = false;
      for (;;) {
        if (at() === "*") { place++; value = ["*", value, power(atom())]; slashed = false; }
        else if (at() === "/" && short) throw new NotRead("where does the logarithm end? Write log(…)");
        else if (at() === "/") {
          if (slashed) throw new NotRead("two slashes: put brackets");
          place++;
          value = ["/", value, power(atom())];
          slashed = true;
        } else if (starts()) {
          if (slashed) throw new NotRead("does the slash reach over all that follows? Put brackets");
          value = ["*", value, power(atom())];
        } else return value;
      }
    };
    const sum = () => {
      let value = at() === "-" ? (place++, ["-", 0, product(false)]) : (at() === "+" && place++, product(false));
      while (at() === "+" || at() === "-") value = [list[place++], value, product(false)];
      return value;
    };
    // Sides and the signs between them; (σ ↓ 0) after a limit goes without saying.
    const line = () => {
      const sides = RELATIONS.has(at()) ? [undefined] : [sum()], signs = [];
      while (RELATIONS.has(at())) { signs.push(list[place++]); sides.push(sum()); }
      if (place < list.length) throw new NotRead(`“${at()}” is not understood here`);
      // What is written with ≥ is read from the right.
      return signs.length && signs.every((s) => TURNED[s]) && signs.some((s) => s !== "=")
        ? { sides: sides.reverse(), signs: signs.reverse().map((s) => TURNED[s]) } : { sides, signs };
    };
    return line();
  };
  const read = (text, names) =>
    reader(tokens(text.replace(/\(\s*(\\?sigma|σ)\s*(\\downarrow|\\to|->|→|↓)\s*0\s*\)\s*$/u, "")), new Set(names));

  const value = (tree, env) => {
    if (typeof tree === "number") return tree;
    if (typeof tree === "string") return env[tree];
    const [sign, ...parts] = tree;
    if (sign === "sum") {
      const [index, most, inside] = parts;
      let sum = 0;
      for (let n = 1, end = Math.min(value(most, env), 1000); n <= end; n++) sum += value(inside, { ...env, [index]: n });
      return sum;
    }
    const [a, b] = parts.map((part) => value(part, env));
    switch (sign) {
      case "+": return a + b;
      case "-": return a - b;
      case "*": return a * b;
      case "/": return b === 0 ? NaN : a / b;
      case "^": return a ** b;
      default: return CALLS[sign](a);
    }
  };
  const size = (tree) => Array.isArray(tree) ? tree.slice(1).reduce((n, part) => n + size(part), 1) : 1;
  // A tree with its terms and factors in order: what differs by that alone is written alike.
  const alone = (tree) => {
    const terms = [];
    const add = (part, sign) => {
      if (part[0] === "+" || part[0] === "-") { add(part[1], sign); add(part[2], part[0] === "-" ? -sign : sign); }
      else if (part[0] === "/" && typeof part[2] === "number") add(part[1], sign / part[2]);
      else if (part[0] === "*" && typeof part[1] === "number" && part[1] !== Math.E) add(part[2], sign * part[1]);
      else if (part !== 0) {
        const factors = [];
        let number = sign;
        const times = (factor, up) => {
          if (typeof factor === "number" && factor !== Math.E) number *= factor ** up;
          else if (factor[0] === "*") { times(factor[1], up); times(factor[2], up); }
          else if (factor[0] === "/") { times(factor[1], up); times(factor[2], -up); }
          else if (factor[0] === "+" || factor[0] === "-") {
            const inside = alone(factor);
            if (inside.length === 1) { number *= inside[0][0] ** up; factors.push(`${inside[0][1]}^${up}`); return; }
            // A sum of which the first term is negative is turned round.
            const turn = inside[0]?.[0] < 0 ? -1 : 1;
            number *= turn ** up;
            factors.push(`(${inside.map(([n, f]) => `${turn * n} ${f}`)})^${up}`);
          } else if (Array.isArray(factor)) factors.push(`${factor[0]}[${factor.slice(1).map(written)}]^${up}`);
          else factors.push(`${factor}^${up}`);
        };
        times(part, 1);
        if (number !== 0) terms.push([Number(number.toPrecision(12)), factors.sort().join(" ")]);
      }
    };
    add(tree, 1);
    return terms.sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[0] - b[0]));
  };
  const written = (tree) => alone(tree).map(([n, f]) => `${n} ${f}`).join(" + ");
  const same = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)) + 1e-13;
  const HOLDS = { "=": same, "<": (a, b) => a < b, ">": (a, b) => a > b,
    "≤": (a, b) => a <= b || same(a, b), "≥": (a, b) => a >= b || same(a, b) };
  const short = (v) => Number.isInteger(v) ? `${v}` : Math.abs(v) < 1e-3 ? v.toExponential(1) : v.toFixed(4);
  const plain = (name) => ({ "\\sigma": "σ", "\\pi": "π" })[name] ?? name.replace("\\", "");
  const where = (env) => Object.entries(env).map(([name, v]) => `${plain(name)} = ${short(v)}`).join(", ");

  // How far a side is from its limit at ever smaller widths: null if it closes in.
  const WIDTHS = Array.from({ length: 11 }, (_, n) => 2 ** -n);
  const far = (side, limit, env) => {
    const seen = WIDTHS.map((s) => [s, value(side, { ...env, "\\sigma": s })]).filter(([, v]) => Number.isFinite(v));
    const last = seen.at(-1);
    return last && Math.abs(last[1] - value(limit, env)) < 1e-3 ? null : last ?? [NaN, NaN];
  };
  const fault = (left, sign, right, env) => {
    if (sign === "→") {
      const off = far(left, right, env);
      return off && `at ${where({ ...env, "\\sigma": off[0] })} the left side is ${short(off[1])}`;
    }
    const [a, b] = [value(left, env), value(right, env)];
    if (!Number.isFinite(a) || !Number.isFinite(b)) return `at ${where(env)} a side has no value`;
    return HOLDS[sign](a, b) ? "" : `at ${where(env)} the sides are ${short(a)} and ${short(b)}`;
  };

  // What is asked: lines of the answer. One that solves (“… ⟺ x = …”) is asked at its solutions.
  const asked = (lines, places, names) => lines.map((latex) => {
    const [first, solved] = latex.split("\\iff");
    const line = read(solved ?? first, names);
    const at = places.map((env) => solved ? { ...env, [line.sides[0]]: value(line.sides[1], env) } : env);
    return { ...line, at };
  });
  const alike = (one, other, places) => places.every((env) => same(value(one, env), value(other, env)));
  const judged = (text, lines, places) => {
    const names = Object.keys(places[0]);
    let own, wanted, other;
    try {
      const parts = text.split(/\\iff|⟺|<=>/);
      if (parts.length > 2) throw new NotRead("one ⟺ is enough");
      own = read(parts.at(-1), names);
      other = parts.length > 1 && read(parts[0], names);
      if (other && [own, other].some((line) => !line.signs.length || line.sides[0] === undefined)) {
        throw new NotRead("what stands beside ⟺ says nothing");
      }
      wanted = asked(lines, places, names);
    } catch (error) {
      if (error instanceof NotRead) return ["not understood", error.message];
      throw error;
    }
    // What is equivalent holds at the same places, also where a variable is what it is said to be.
    if (other) {
      const solved = names.includes(own.sides[0]) ? places.map((env) => ({ ...env, [own.sides[0]]: value(own.sides[1], env) })) : [];
      const holds = (line, env) => line.signs.every((sign, n) => !fault(line.sides[n], sign, line.sides[n + 1], env));
      const apart = [...places, ...wanted.flatMap((ask) => ask.at), ...solved].find((env) => holds(own, env) !== holds(other, env));
      if (apart) return ["false", `at ${where(apart)} only ${holds(own, apart) ? "the right" : "the left"} of both holds`];
    }
    const order = ["right", "near", "true", "false"];
    const said = wanted.map((ask, number) => [...compared(own, ask), number]);
    const best = said.sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]))[0];
    return other && best[0] === "false" ? ["true", ""] : best; // both may be false, and equivalent
  };
  const compared = (own, ask) => {
    // A side alone, or one that goes on, stands beside the left side of what is asked.
    const sides = own.signs.length ? own.sides.map((side) => side ?? ask.sides[0]) : [ask.sides[0], own.sides[0]];
    const signs = own.signs.length ? own.signs : [ask.signs[0]];
    const wrong = ask.at.flatMap((env) => signs.map((sign, n) => fault(sides[n], sign, sides[n + 1], env))).find(Boolean);
    if (wrong) return ["false", wrong];
    const [left, right] = [sides[0], sides.at(-1)];
    const enough = (s) => s === ask.signs[0] || (s === "<" && ask.signs[0] === "≤");
    if (!signs.some(enough) || !signs.every((s) => s === "=" || enough(s))) return ["true", ""];
    let kind = "true";
    for (const [from, to] of ask.signs[0] === "=" ? [[left, right], [right, left]] : [[left, right]]) {
      if (!alike(from, ask.sides[0], ask.at) || !alike(to, ask.sides[1], ask.at) || written(from) === written(to)) continue;
      if (written(to) === written(ask.sides[1])) return ["right", ""];
      if (size(to) <= size(ask.sides[1]) + 2 && written(to) !== written(ask.sides[0])) kind = "near";
    }
    return [kind, ""];
  };
  const SAID = {
    right: (n) => `Right: it is the answer, and true at all ${n} places that are stored here.`,
    near: (n) => `True at all ${n} places that are stored here, and as short as the answer, but written otherwise: does it say what is asked?`,
    true: (n) => `True at all ${n} places that are stored here, but not what is asked: it does not get you further.`,
    false: (n, why) => `False: ${why}.`,
    "not understood": (n, why) => `Not understood: ${why}.`,
  };

  for (const box of document.querySelectorAll("[data-try]")) {
    const { lines, places } = JSON.parse(box.dataset.try);
    const envs = places.map((env) => Object.fromEntries(Object.entries(env).map(([name, text]) => {
      const [a, b = 1] = text.split("/").map(Number);
      return [name, a / b];
    })));
    const done = new Set();
    const form = document.createElement("form");
    const field = document.createElement("input");
    const said = document.createElement("output");
    const button = document.createElement("button");
    const label = document.createElement("label");
    Object.assign(field, { type: "text", autocomplete: "off", spellcheck: false, maxLength: MOST, id: `${box.id}-line`,
      placeholder: "LaTeX, as in \\frac{x}{2}, or x/2" });
    field.setAttribute("autocapitalize", "off");
    label.htmlFor = said.htmlFor = field.id;
    label.textContent = "Your line";
    button.textContent = "Judge";
    form.append(label, " ", field, " ", button, said);
    form.className = "try";
    box.querySelector("p").after(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!field.value.trim()) return;
      const [kind, why, number] = judged(field.value, lines, envs);
      if (kind === "right") done.add(number);
      const left = lines.length - done.size;
      said.className = kind.replace(" ", "-");
      said.textContent = SAID[kind](envs.length, why) + (kind === "right" && left ? ` ${left} more is asked.` : "");
    });
  }
})();
