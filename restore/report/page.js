"use strict";
const tip = document.getElementById("tip");
const text = document.getElementById("text");
let [open, lit, timer] = [null, [], 0];

function add(parent, tag, value = "", name = "") {
  const node = parent.appendChild(document.createElement(tag));
  node.textContent = value;
  node.className = name;
  return node;
}
function fill(data) {
  tip.replaceChildren();
  const title = add(tip, "p", "", "title");
  add(title, "bdi", data.before || "∅").after(" → ");
  add(title, "bdi", data.after || "∅");
  add(tip, "p", `${data.kind}, confidence ${data.confidence}`);
  if (data.why) add(tip, "p", data.why, "why");
  if (!data.candidates) return;
  const table = add(tip, "table");
  for (const line of ["Candidate\tlog10\tSource", ...data.candidates.split("\n")]) {
    const row = add(table, "tr");
    for (const value of line.split("\t")) add(add(row, table.rows.length > 1 ? "td" : "th"), "bdi", value);
  }
}
function hide() {
  clearTimeout(timer);
  tip.hidden = true;
  open?.removeAttribute("aria-describedby");
  for (const mark of lit) mark.classList.remove("on");
  [open, lit] = [null, []];
}
function show(button, near = button) {
  if (open !== button) {
    hide();
    open = button;
    fill(button.dataset);
    tip.hidden = false;
    button.setAttribute("aria-describedby", "tip");
    lit = [button, button.closest(".row").querySelector(`[data-for="${button.id}"]`)];
    for (const mark of lit) mark.classList.add("on");
  }
  clearTimeout(timer);
  if (tip.scrollHeight > tip.clientHeight) tip.tabIndex = 0;
  else tip.removeAttribute("tabindex");
  const box = near.getClientRects()[0];
  tip.classList.toggle("high", box.top > innerHeight / 2);
  const below = box.bottom + 8 + tip.offsetHeight < innerHeight || box.top < tip.offsetHeight + 8;
  tip.style.setProperty("--x", `${Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 40)) + scrollX}px`);
  tip.style.setProperty("--y", `${(below ? box.bottom + 8 : box.top - tip.offsetHeight - 8) + scrollY}px`);
}
const markAt = (event) => event.target.closest("[data-for], [role=button]");
const buttonOf = (mark) => document.getElementById(mark.dataset.for ?? mark.id);
const focused = () => document.activeElement.closest("[role=button]");
const leave = () => (timer = setTimeout(() => (focused() ? show(focused()) : hide()), 200));
function go() {
  const button = document.getElementById(location.hash.slice(1))?.closest("[role=button]");
  button?.scrollIntoView({ block: "center" });
  button?.focus({ preventScroll: true });
  if (button) show(button);
}
for (const kind of ["mouseover", "focusin", "click"]) text.addEventListener(kind, (event) => {
  const mark = markAt(event);
  if (mark && kind === "click") buttonOf(mark).focus({ preventScroll: true });
  if (mark) show(buttonOf(mark), mark);
});
for (const node of [text, tip]) node.addEventListener("mouseout", leave);
tip.addEventListener("mouseover", () => clearTimeout(timer));
text.addEventListener("focusout", (event) => event.relatedTarget !== tip && hide());
tip.addEventListener("focusout", hide);
addEventListener("keydown", (event) => event.key === "Escape" && hide());
// What does not fit into the tooltip is scrolled with the keyboard inside it.
text.addEventListener("keydown", (event) => event.key === "Enter" && tip.hasAttribute("tabindex") && tip.focus());
// Later, when the browser has laid out what it jumps to.
for (const kind of ["load", "hashchange"]) addEventListener(kind, () => setTimeout(go, 50));
