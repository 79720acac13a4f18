// Keeps a payment page true: asks for its status, counts down, and turns the page when it changes.
// Without it the page refreshes itself by <noscript>.
(() => {
  "use strict";
  const FIRST = 1000, FAST = 2000, SLOW = 10000, FAST_FOR = 60000, A_PERSON = 15000;
  const MARKS = [600, 300, 60, 30];
  const live = document.querySelector("[data-live]");
  let page = document.querySelector("[data-page]");
  if (!page) return;

  let timer = 0, began = performance.now(), deadline = null, spoken = null, asking = false;

  const waiting = () => page.hasAttribute("data-waiting");
  const reviewed = () => page.hasAttribute("data-reviewed"); // until a person has decided
  const say = (text) => { if (live && text) live.textContent = text; };

  function show(left) {
    const ring = page.querySelector("[data-ring]");
    const bar = page.querySelector("[data-bar]");
    const digits = page.querySelector("[data-digits]");
    const clock = page.querySelector("[data-countdown]");
    if (!digits || !clock) return;
    const total = Number(clock.dataset.total) || 1;
    if (ring) ring.setAttribute("stroke-dashoffset", String(Math.round(1000 - (1000 * left) / total)));
    if (bar) bar.value = left;
    digits.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }

  // The digits are silent; the region speaks at 10, 5 and 1 minutes and at 30 seconds.
  function announce(left) {
    const mark = MARKS.filter((seconds) => left <= seconds).pop();
    if (mark === undefined || mark === spoken) return;
    const quiet = spoken === null && left < mark - 5; // opened in between: say nothing late
    spoken = mark;
    if (quiet) return;
    const clock = page.querySelector("[data-countdown]");
    if (clock) say(clock.getAttribute(`data-say-${mark}`));
  }

  function tick() {
    if (deadline === null) return;
    const left = Math.max(0, Math.round((deadline - performance.now()) / 1000));
    show(left);
    announce(left);
    if (left === 0) { deadline = null; ask(); }
  }

  function wind(left) { deadline = left > 0 ? performance.now() + left * 1000 : null; }

  async function turn() {
    const reply = await fetch(page.dataset.pageUrl, { headers: { Accept: "text/html" } });
    if (!reply.ok) return;
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
    const next = fresh.querySelector("[data-page]");
    if (!next) return;
    next.classList.add("turn");
    page.replaceWith(next);
    page = next;
    document.title = fresh.title;
    const title = page.querySelector("[data-focus]");
    if (title) title.focus({ preventScroll: false });
    read();
  }

  async function ask() {
    if (asking || !(waiting() || reviewed())) return;
    asking = true;
    window.clearTimeout(timer);
    try {
      const reply = await fetch(page.dataset.statusUrl, { headers: { Accept: "application/json" } });
      if (reply.ok) {
        const told = await reply.json();
        const another = told.reference !== page.dataset.reference;
        if (another || told.stage !== page.dataset.stage) {
          say(told.message);
          await turn();
          began = performance.now();
        } else wind(told.left);
      }
    } catch { /* the net comes back; the next turn asks again */ }
    asking = false;
    plan();
  }

  function plan() {
    window.clearTimeout(timer);
    if (waiting()) timer = window.setTimeout(ask, performance.now() - began < FAST_FOR ? FAST : SLOW);
    else if (reviewed() && !document.hidden) timer = window.setTimeout(ask, A_PERSON);
  }

  function read() {
    spoken = null;
    const clock = page.querySelector("[data-countdown]");
    wind(clock ? Number(clock.dataset.left) : 0);
    const later = page.querySelector("[data-later]");
    if (later && Number(later.dataset.later) > 0) {
      later.hidden = true;
      window.setTimeout(() => { later.hidden = false; }, 1000 * Number(later.dataset.later));
    }
    if (page.querySelector("[data-looking]")) window.setTimeout(turn, 4000);
  }

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { began = performance.now(); ask(); } });
  window.addEventListener("online", ask);
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
  window.setInterval(tick, 1000);
  read();
  if (waiting()) timer = window.setTimeout(ask, FIRST);
  else plan();
})();
