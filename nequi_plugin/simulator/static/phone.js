// Fetches this same page every second and swaps the parts that changed.
"use strict";
const PERIOD = 1000;

function swap(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const newer = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!newer || newer.innerHTML === part.innerHTML) continue;
    const held = part.contains(document.activeElement) ? document.activeElement.id : "";
    const typed = [...part.querySelectorAll("input[type=tel]")].map((field) => [field.id, field.value]);
    part.innerHTML = newer.innerHTML;
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (field) field.value = value;
    }
    if (held) document.getElementById(held)?.focus();
  }
}

async function look() {
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (reply.ok) swap(new DOMParser().parseFromString(await reply.text(), "text/html"));
  } catch {
    // the simulator is restarting: the next look finds it again
  }
  setTimeout(look, PERIOD);
}

setTimeout(look, PERIOD);
