// Single keys: an element with data-key="a" is clicked by that key, "/" goes to the search, "?" shows them all.
// They can be switched off, since speech input types single letters. Letters are found by their place on the
// keyboard when the layout is Cyrillic.

const SWITCH = "single-keys";
const dialog = document.getElementById("keys");
const working = () => localStorage.getItem(SWITCH) !== "off";

function pressed(event) {
  if (event.code === "Slash" && event.key === ".") return "/";
  if (event.code === "Slash" && event.key === ",") return "?";
  if (/^[^\x00-\x7f]$/.test(event.key)) return event.code.replace(/^Key/, "").toLowerCase();
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

function isTyping(element) {
  return element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

const visible = (element) => element.checkVisibility() && !element.disabled;

function keyed() {
  return [...document.querySelectorAll("[data-key]")].filter(visible);
}

function describe(key, label) {
  const term = document.createElement("dt");
  term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  return [term, Object.assign(document.createElement("dd"), { textContent: label })];
}

function showKeys() {
  const rows = keyed().flatMap((element) =>
    describe(element.dataset.key, element.dataset.keyLabel || element.firstChild.textContent.trim()),
  );
  const search = document.querySelector("[data-search]");
  if (search) rows.push(...describe("/", dialog.dataset.searchLabel));
  dialog.querySelector("dl").replaceChildren(...rows);
  dialog.showModal();
}

// A choice that was made by its key has the cursor: Enter sends the form.
function take(target) {
  target.click();
  if (target.matches("input")) target.focus();
}

function act(event) {
  const key = pressed(event);
  const search = document.querySelector("[data-search]");
  const target = keyed().find((element) => element.dataset.key === key);
  if (key === "?") showKeys();
  else if (key === "/" && search) search.focus();
  else if (target) take(target);
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  const busy = event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]");
  if (!busy && !isTyping(event.target) && (working() || event.key === "?")) act(event);
});

function mark(root) {
  for (const element of root.querySelectorAll("[data-key]:not([aria-keyshortcuts])")) {
    element.setAttribute("aria-keyshortcuts", element.dataset.key);
    const sign = Object.assign(document.createElement("kbd"), { textContent: element.dataset.key });
    sign.setAttribute("aria-hidden", "true");
    (element.labels?.[0] ?? element).append(sign);
  }
}

const onOff = dialog.querySelector("[data-keys-on]");
onOff.checked = working();
onOff.addEventListener("change", () => localStorage.setItem(SWITCH, onOff.checked ? "on" : "off"));
mark(document);
document.addEventListener("htmx:afterSettle", () => mark(document));
