// The review: what is decided, and what keys and buttons do. The server keeps the decisions; the page shows what it answered.

import { $, make, showCard, showDone, showMark } from "./view.js";

const SURE = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
let items = [];
let revision = 0;
let current = null;
let queue = Promise.resolve();

const plural = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
const shown = () => ($("show-changes").checked ? "changes" : "suggestions");
const filtered = () =>
  items.filter((item) => item.suggestion === (shown() === "suggestions"))
    .filter((item) => item.confidence >= Number($("sure").value) && ["", item.kind].includes($("kind").value));
const listed = () => filtered().filter((item) => item === current || !$("open").checked || !item.decision);
const undecided = () => filtered().filter((item) => !item.decision);

function complain(message) {
  $("alert").textContent = message;
  $("alert").hidden = !message;
}

async function talk(path, body) {
  const options = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("The server does not answer: start `restore review` again. What you decided before is saved; this is not.");
  }
  const value = await answer.json().catch(() => ({ error: "The server refused: open the address it printed." }));
  if (answer.ok) return value;
  throw Object.assign(new Error(value.error), { stale: answer.status === 409 });
}

function take(answer) {
  revision = answer.revision;
  for (const [n, decision] of Object.entries(answer.decisions)) {
    items[n].decision = decision ?? undefined;
    showMark(items[n]);
  }
  $("undo").disabled = !answer.undo;
  $("redo").disabled = !answer.redo;
}

// Ask for a step and show it; `then` gets the items it changed.
async function send(step, decisions, then) {
  try {
    const answer = await talk("change", { step, decisions, revision });
    complain("");
    take(answer);
    then?.(Object.keys(answer.decisions).map((n) => items[n]));
  } catch (error) {
    complain(error.message);
    if (error.stale) await load().catch(() => {});
  }
  refresh();
}

async function decide(decision) {
  if (current) await send("decide", { [current.number]: decision }, () => decision && advance());
}

function advance() {
  const order = undecided();
  select(order.find((item) => item.number > current.number) ?? order[0] ?? null);
}

// Go to an item; `focus` moves the keyboard to its place in the text.
function select(item, focus = true) {
  if (current) {
    current.button.tabIndex = -1;
    for (const node of [current.button, current.left]) node.classList.remove("on");
  }
  current = item;
  if (item) {
    item.button.tabIndex = 0;
    item.button.closest(".row").scrollIntoView({ block: "nearest" });
    item.button.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    const held = document.activeElement !== $("own") && $("panel").contains(document.activeElement);
    if (focus && !held) item.button.focus({ preventScroll: true });
  }
  refresh();
}

// Go to an item wherever it is, whatever is filtered out.
function reveal(item) {
  $(item.suggestion ? "show-suggestions" : "show-changes").checked = true;
  if (!filtered().includes(item)) [$("sure").value, $("kind").value] = ["0", ""];
  select(item);
}

// What a person can do. One thing at a time: the next key press waits for the answer to the one before.
const act = Object.fromEntries(Object.entries({
  accept: (option = 0) => current?.options[option] && decide({ verb: "accept", option }),
  reject: () => decide({ verb: "reject" }),
  type: (text) => text.trim() && decide({ verb: "custom", text }),
  open: () => decide(null),
  edit: () => $("own")?.select(),
  undo: () => send("undo", undefined, ([first]) => first && reveal(first)),
  redo: () => send("redo", undefined, ([first]) => first && reveal(first)),
  step(by) {
    const list = listed();
    const at = list.indexOf(current);
    if (list.length) select(list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length]);
  },
  all() {
    const decisions = Object.fromEntries(undecided().map((item) => [item.number, { verb: "accept", option: 0 }]));
    return undecided().length && send("decide", decisions, () => select(null));
  },
  show(which) {
    $(`show-${which}`).checked = true;
    select(undecided()[0] ?? null);
  },
  export() {
    const changes = items.filter((item) => !item.suggestion);
    const left = changes.filter((item) => !item.decision);
    const made = items.filter((item) => item.decision && item.decision.verb !== "reject").length;
    $("exports-note").textContent =
      `${plural(made, "change")} will be in the text` + (left.length ? `; ${left.length} undecided stay as in the original.` : ".");
    $("accept-rest").hidden = !left.length;
    $("accept-rest").textContent = `Accept the undecided ${left.length} first`;
    if (!$("exports").open) $("exports").showModal();
  },
  rest() {
    const left = items.filter((item) => !item.suggestion && !item.decision);
    return send("decide", Object.fromEntries(left.map((item) => [item.number, { verb: "accept", option: 0 }])), () => select(null));
  },
}).map(([name, run]) => [name, (...args) => (queue = queue.then(() => run(...args)))]));

// Everything on the page that is not the text.
function refresh() {
  const [changes, suggestions] = [false, true].map((kind) => items.filter((item) => item.suggestion === kind));
  for (const [id, list] of [["changes", changes], ["suggestions", suggestions]]) $(id).textContent = list.length.toLocaleString("en");
  document.body.dataset.show = shown();
  const tab = shown() === "changes" ? changes : suggestions;
  const done = tab.filter((item) => item.decision).length;
  $("progress").max = tab.length || 1;
  $("progress").value = tab.length ? done : 1;
  $("count").textContent = `${done.toLocaleString("en")} of ${plural(tab.length, shown().slice(0, -1))} decided`;
  const open = undecided().length;
  $("bulk").textContent = open ? `Accept all ${open.toLocaleString("en")}` : "Accept all";
  $("bulk").disabled = !open;
  if (current) {
    const list = listed();
    for (const node of [current.button, current.left]) node.classList.add("on");
    return showCard(current, list.indexOf(current) + 1, list.length, act);
  }
  const rest = tab.length - done;
  const next = rest && [`Go to the ${rest} left`, () => (resetFilters(), act.step(1))];
  const weak = shown() === "changes" && suggestions.some((item) => !item.decision) && ["Look at the suggestions", () => act.show("suggestions")];
  const title = !items.length ? "Nothing to review" : rest ? "Nothing else here is undecided" : `All ${shown()} decided`;
  const note = !items.length
    ? "Nothing in this text looks spun."
    : weak ? `${plural(suggestions.length, "suggestion")} are less sure, and not needed.` : "";
  return showDone(title, note, next, ["Export …", act.export, "primary"], weak);
}

function resetFilters() {
  $("sure").value = "0";
  $("kind").value = "";
  $("open").checked = true;
}

async function load() {
  const state = await talk("state");
  const old = current?.number;
  items = state.items.map((item, number) => {
    const button = $(`${item.suggestion ? "s" : "e"}${number}`);
    button.tabIndex = -1;
    return { ...item, number, button, wrapper: button.parentNode, left: document.querySelector(`[data-for="${button.id}"]`) };
  });
  for (const item of items) showMark(item);
  take(state);
  current = items[old] ?? null;
}

const KEYS = {
  a: () => act.accept(), y: () => act.accept(), r: act.reject, n: act.reject, j: () => act.step(1), ArrowRight: () => act.step(1),
  k: () => act.step(-1), ArrowLeft: () => act.step(-1), Backspace: act.open, Delete: act.open, u: act.undo, U: act.redo, A: act.all,
  s: () => act.show(shown() === "changes" ? "suggestions" : "changes"), x: act.export, "?": () => $("keys").showModal(),
  e: act.edit,
};

addEventListener("keydown", (event) => {
  if (event.altKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest("input[type=text], select, input[type=radio]");
  if (typing && event.key === "Escape") current?.button.focus();
  if (typing && (typing.type !== "radio" || event.key.startsWith("Arrow"))) return;
  const command = event.ctrlKey || event.metaKey;
  const run = command ? { z: event.shiftKey ? act.redo : act.undo, Z: act.redo, y: act.redo }[event.key]
    : /^[1-9]$/.test(event.key) ? () => act.accept(Number(event.key) - 1) : KEYS[event.key];
  if (!run) return;
  event.preventDefault();
  run();
});

$("text").addEventListener("click", (event) => {
  const mark = event.target.closest("[data-for], [role=button]");
  const item = mark && items.find(({ button }) => button.id === (mark.dataset.for ?? mark.id));
  if (item) reveal(item);
});
$("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[role=button]")) return;
  event.preventDefault(); // The same key press would go on to press the button.
  $("card").querySelector("button")?.focus();
});
for (const [id, run] of Object.entries({ undo: act.undo, redo: act.redo, bulk: act.all, export: act.export, help: KEYS["?"] })) $(id).onclick = run;
$("accept-rest").onclick = () => (act.rest(), act.export());
for (const close of document.querySelectorAll(".close")) close.onclick = () => close.closest("dialog").close();
for (const id of ["sure", "kind", "open", "show-changes", "show-suggestions"]) {
  $(id).onchange = () => select(filtered().includes(current) ? current : undecided()[0] ?? null, false);
}
if ($("texts")) $("texts").onchange = () => location.assign(`../${$("texts").value}/`);
for (const value of SURE) $("sure").append(make("option", { value: String(value) }, value ? `At least ${Math.round(value * 100)}% sure` : "Any confidence"));

// Keys pressed meanwhile wait for it.
queue = load().then(
  () => {
    const kinds = [...new Set(items.map((item) => item.kind))].sort();
    for (const kind of kinds) $("kind").append(make("option", {}, kind));
    $("kind").hidden = kinds.length < 2;
    if (!items.some((item) => !item.suggestion) && items.length) $("show-suggestions").checked = true;
    select(undecided()[0] ?? null);
  },
  (error) => complain(error.message),
);
