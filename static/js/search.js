// The search of the header: what is found shows while one types, and the arrows, Enter and Escape go through it. Without
// this script Enter leads to the page of all who fit.

const input = document.getElementById("site-search");
const panel = document.getElementById("search-panel");

let answered = "";

const options = () => [...panel.querySelectorAll("[role=option]")];
const chosen = () => panel.querySelector("[aria-selected=true]");

function open(shown) {
  panel.hidden = !shown;
  input.setAttribute("aria-expanded", String(shown));
  if (!shown) choose(null);
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

function step(by) {
  const all = options();
  const next = all.indexOf(chosen()) + by;
  choose(next < 0 ? null : all[Math.min(next, all.length - 1)]);
}

const keys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Escape: () => (panel.hidden ? input.blur() : open(false)),
  Enter: () => chosen().click(),
};

input?.addEventListener("keydown", (event) => {
  if (!(event.key in keys) || (event.key === "Enter" && !chosen())) return;
  event.preventDefault();
  keys[event.key]();
});
// Whoever types on is answered a moment later: until then the panel is busy, and what was chosen in it stays chosen, so
// that Enter opens nobody but the one who was seen to be chosen.
const busy = () => panel.setAttribute("aria-busy", String(input.value !== answered));
input?.addEventListener("input", busy);
panel?.addEventListener("htmx:beforeSwap", () => (panel.dataset.chosen = chosen()?.href ?? ""));
panel?.addEventListener("htmx:afterSwap", (event) => {
  answered = event.detail.requestConfig.parameters.q;
  busy();
  if (document.activeElement !== input) return;
  open(panel.childElementCount > 0);
  choose(options().find((option) => option.href === panel.dataset.chosen));
});
document.addEventListener("focusin", (event) => {
  if (input && !event.target.closest(".site-search")) open(false);
});
document.addEventListener("click", (event) => {
  if (input && !event.target.closest(".site-search")) open(false);
});
