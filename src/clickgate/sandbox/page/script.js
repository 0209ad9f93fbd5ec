// Keeps the page up to date, opens lists where they stand, and presses its buttons without leaving it.
// Everything works without this file, a page at a time.
"use strict";

const EVERY = 1000;
const open = new Map();
const connection = document.getElementById("connection");
let mark = document.body.dataset.mark;
let asking = false;

function remember(details) {
  open.set(details.dataset.key, details.open);
  const lazy = details.querySelector(":scope > .lazy");
  if (details.open && lazy) load(lazy, lazy.dataset.from);
}

async function load(place, from) {
  const answer = await fetch(from);
  place.innerHTML = await answer.text();
}

function bring(name, html) {
  const place = document.getElementById(name);
  if (!place || place.dataset.shown === html) return;
  const focused = place.contains(document.activeElement) ? describe(document.activeElement) : null;
  const region = place.querySelector(".scroll");
  const scrolled = region ? region.scrollTop : 0;
  place.innerHTML = html;
  place.dataset.shown = html;
  for (const details of place.querySelectorAll("details[data-key]")) {
    const wanted = open.get(details.dataset.key);
    if (wanted !== undefined && details.open !== wanted) details.open = wanted;
  }
  const after = place.querySelector(".scroll");
  if (after) after.scrollTop = scrolled;
  if (focused) place.querySelector(focused)?.focus();
}

function describe(element) {
  const details = element.closest("details[data-key]");
  if (details && element.tagName === "SUMMARY") return `details[data-key="${details.dataset.key}"] > summary`;
  const label = element.getAttribute("aria-label");
  return label ? `[aria-label="${CSS.escape(label)}"]` : null;
}

async function refresh() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const answer = await fetch(`/_page/live?mark=${encodeURIComponent(mark)}`);
    if (answer.status === 200) {
      const told = await answer.json();
      mark = told.mark;
      for (const [name, html] of Object.entries(told.panels)) bring(name, html);
    }
    say("");
  } catch {
    say("The sandbox does not answer. It may have been stopped.");
  } finally {
    asking = false;
  }
}

function say(text) {
  if (connection && connection.textContent !== text) connection.textContent = text;
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details[data-key]")) remember(event.target);
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-more]");
  if (!link) return;
  event.preventDefault();
  const place = document.createElement("div");
  link.parentElement.replaceWith(place);
  load(place, link.dataset.more);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.getAttribute("action") !== "/_page/act") return;
  event.preventDefault();
  const sent = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await fetch(form.action, { method: "POST", body: sent });
  if (!answer.ok) {
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    say(told.querySelector(".problem")?.textContent ?? "That did not work.");
    return;
  }
  form.querySelector("input:not([type=hidden])")?.form.reset();
  await refresh();
});

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
