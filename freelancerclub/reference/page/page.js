// What the page does beyond reading: one language of samples, search, copying, the place in the contents.
"use strict";

const root = document.documentElement;
const LANGUAGES = ["curl", "python"];

function remembered() {
  try { return localStorage.getItem("language"); } catch { return null; }
}

// Before the body is drawn, so that nothing jumps.
root.dataset.language = LANGUAGES.includes(remembered()) ? remembered() : LANGUAGES[0];

function choose(language) {
  root.dataset.language = language;
  try { localStorage.setItem("language", language); } catch { /* private windows may refuse */ }
  for (const button of document.querySelectorAll("button[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}

function setUpLanguages() {
  for (const group of document.querySelectorAll(".languages")) {
    group.hidden = !document.querySelector(".sample");
  }
  for (const caption of document.querySelectorAll(".sample figcaption")) {
    caption.replaceChildren(...LANGUAGES.map((language) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.language = language;
      button.textContent = language === "curl" ? "cURL" : "Python";
      return button;
    }));
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-language]");
    if (!button) return;
    const before = button.getBoundingClientRect().top;
    choose(button.dataset.language);
    const twin = button.closest(".sample")?.querySelector(`figure[data-language="${button.dataset.language}"] button`);
    // The samples above may have other lengths now: what was clicked stays under the pointer.
    if (twin) window.scrollBy(0, twin.getBoundingClientRect().top - before);
  });
  choose(root.dataset.language);
}

function setUpCopying() {
  if (!navigator.clipboard) return;
  for (const figure of document.querySelectorAll("figure.card")) {
    const code = figure.querySelector("pre");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    figure.append(button);
  }
}

function simplified(text) {
  return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
}

function ranked(rows, wanted) {
  const words = simplified(wanted).split(/\s+/).filter(Boolean);
  const has = (text) => words.every((word) => text.includes(word));
  const found = [];
  for (const row of rows) {
    const title = simplified(`${row.verb ?? ""} ${row.title}`);
    const sentence = row.said.find((said) => has(simplified(said)));
    const rank = has(title) ? 0 : has(`${title} ${simplified(row.text)}`) ? 1 : sentence ? 2 : 3;
    if (rank < 3 || has([title, row.text, ...row.said].map(simplified).join(" "))) found.push({ row, rank, sentence });
  }
  return found.sort((one, other) => one.rank - other.rank);
}

function shown({ row, sentence, rank }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${row.id}`;
  if (row.verb) {
    const verb = document.createElement("span");
    verb.className = `verb ${row.verb.toLowerCase()}`;
    verb.textContent = row.verb;
    link.append(verb, " ");
  }
  link.append(row.title);
  if (sentence && rank > 0) {
    const said = document.createElement("small");
    said.textContent = sentence;
    link.append(said);
  }
  item.append(link);
  return item;
}

function setUpSearch() {
  const form = document.querySelector("form.search");
  if (!form) return;
  const rows = JSON.parse(document.getElementById("index").textContent);
  const [input, list, tree] = [form.querySelector("input"), document.querySelector(".found"), document.querySelector(".tree")];
  form.hidden = false;
  const look = () => {
    const wanted = input.value.trim();
    list.hidden = !wanted;
    tree.hidden = Boolean(wanted);
    if (!wanted) return;
    const found = ranked(rows, wanted).slice(0, 30).map(shown);
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = "Nothing on this page says that.";
      found.push(none);
    }
    list.replaceChildren(...found);
  };
  input.addEventListener("input", look);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  form.parentElement.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; look(); input.blur(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [input, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
    }
  });
}

function setUpPlace() {
  const links = new Map([...document.querySelectorAll(".tree a[href^='#']")].map((link) => [link.hash.slice(1), link]));
  const seen = new Map();
  let current = null;
  const watcher = new IntersectionObserver((changes) => {
    for (const change of changes) seen.set(change.target.id, change.isIntersecting);
    const first = [...seen].find(([, isSeen]) => isSeen);
    const link = first && links.get(first[0]);
    if (!link || link === current) return;
    current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    current = link;
    const nav = document.getElementById("contents");
    if (getComputedStyle(nav).position === "sticky") {
      const place = link.getBoundingClientRect();
      if (place.top < 120 || place.bottom > window.innerHeight - 40) nav.scrollTop += place.top - window.innerHeight / 2;
    }
  }, { rootMargin: "-15% 0px -60% 0px" });
  for (const id of links.keys()) {
    const target = document.getElementById(id);
    if (target) { seen.set(id, false); watcher.observe(target); }
  }
}

document.addEventListener("DOMContentLoaded", () => {
  setUpLanguages();
  setUpCopying();
  setUpSearch();
  setUpPlace();
});
