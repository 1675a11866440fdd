// What is on the page, from what is decided. Text enters it as text only.

export const $ = (id) => document.getElementById(id);

export function make(tag, props = {}, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.filter((child) => child !== null));
  return node;
}

// Wording as it is shown; invisible characters, which come spelt out, are set apart.
export function wording(shown, inText = false) {
  const text = inText ? shown : shown.replaceAll("\n", "⏎");
  const parts = text.split(/(⟨U\+[0-9A-F]{4,6}⟩)/);
  return parts.map((part, i) => (i % 2 ? make("span", { className: "control", textContent: part }) : part));
}

const NAMES = { accept: "accepted", reject: "rejected", custom: "your wording", undefined: "undecided" };
export const status = (item) => NAMES[item.decision?.verb];
const taken = (item) => item.decision && item.decision.verb !== "reject";

// The marks of an item in both texts, for its decision.
export function showMark(item) {
  const { button, left } = item;
  const shown = taken(item) ? item.decision.shown : item.decision || item.suggestion ? item.shown : item.options[0].shown;
  button.replaceChildren(...wording(shown, true));
  const restored = taken(item) || !(item.decision || item.suggestion);
  const name = `${item.suggestion ? "weak" : "sure"} ${item.decision?.verb ?? "open"}`;
  const wrapper = make(restored ? "ins" : "mark", { className: name }, button);
  item.wrapper.replaceWith(wrapper);
  item.wrapper = wrapper;
  const old = make(restored ? "del" : "mark", { className: name }, ...left.childNodes);
  old.dataset.for = button.id;
  left.replaceWith(old);
  item.left = old;
  button.setAttribute("aria-label", `${item.shown || "∅"} → ${(item.decision ?? item.options[0]).shown || "∅"}, ${status(item)}`);
}

function action(label, key, run, className = "") {
  return make("button", { type: "button", className, onclick: run, ariaKeyShortcuts: key }, label, " ", make("kbd", { ariaHidden: "true" }, key));
}

function candidate(item, option, n, act) {
  const chosen = item.decision?.verb === "accept" && item.decision.shown === option.shown;
  const button = make("button", { type: "button", ariaPressed: String(chosen), onclick: () => act.accept(n), title: option.why });
  button.append(make("kbd", { ariaHidden: "true" }, String(n + 1)), " ", make("bdi", {}, ...wording(option.shown || "∅")));
  return make("li", {}, button);
}

// Fill the panel; the keyboard stays on the button it was on, or the one in its place.
function fill(...nodes) {
  const card = $("card");
  const held = card.contains(document.activeElement) && (document.activeElement.ariaKeyShortcuts ?? "none");
  card.replaceChildren(...nodes);
  if (held) (card.querySelector(`[aria-keyshortcuts="${held}"]`) ?? card.querySelector("button")).focus({ preventScroll: true });
}

// The panel on the current item, the `place`-th of `total` that are gone through.
export function showCard(item, place, total, act) {
  const after = taken(item) ? item.decision : item.options[0];
  const what = item.suggestion ? "Suggestion" : "Change";
  const own = make("input", { id: "own", type: "text", autocomplete: "off", spellcheck: true, dir: "auto" });
  own.value = item.decision?.verb === "custom" ? item.decision.text : "";
  own.placeholder = item.text;
  fill(
    make("p", { className: "where" }, `${what} ${place} of ${total}`, make("span", { className: `badge ${item.decision?.verb ?? "open"}` }, status(item))),
    make("h2", { className: "pair" }, make("del", {}, make("bdi", {}, ...wording(item.shown || "∅"))), " → ", make("ins", {}, make("bdi", {}, ...wording(after.shown || "∅")))),
    make("p", { className: "sure", title: item.why }, make("meter", { min: 0, max: 1, value: item.confidence, ariaLabel: "How sure" }), ` ${item.sure} sure`),
    make("div", { className: "verdict" }, action("Accept", "A", () => act.accept(), "yes"), action("Reject", "R", act.reject, "no")),
    item.options.length > 1 ? make("ol", { className: "candidates", ariaLabel: "Candidates" }, ...item.options.map((option, n) => candidate(item, option, n, act))) : "",
    make(
      "form",
      { className: "own", onsubmit: (event) => (event.preventDefault(), act.type(own.value)) },
      make("label", { htmlFor: "own" }, "Your own wording ", make("kbd", { ariaHidden: "true" }, "E")),
      own,
      make("button", {}, "Use"),
    ),
    make("p", { className: "why" }, item.why),
    make("div", { className: "step" }, action("Previous", "K", () => act.step(-1)), action("Next", "J", () => act.step(1))),
  );
}

// The panel when nothing is left to go through.
export function showDone(title, note, ...buttons) {
  const nodes = buttons.filter(Boolean).map(([label, run, className = ""]) => make("button", { type: "button", className, onclick: run }, label));
  fill(make("h2", {}, title), make("p", {}, note), make("div", { className: "verdict" }, ...nodes));
}
