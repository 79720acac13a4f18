// − and + around a number of pieces. In the cart a change is sent by itself and the page's own
// answer takes the place of what stands there; without this a button sends all of them.
const wired = (root) => {
  for (const box of root.querySelectorAll(".quantity[data-more]")) {
    const input = box.querySelector("input");
    for (const [by, sign, words] of [[-1, "−", box.dataset.less], [1, "+", box.dataset.more]]) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: sign, id: `${input.id}${sign}` });
      button.setAttribute("aria-label", words);
      button.addEventListener("click", () => {
        by < 0 ? input.stepDown() : input.stepUp();
        for (const kind of ["input", "change"])
          input.dispatchEvent(new Event(kind, { bubbles: true }));
      });
      by < 0 ? input.before(button) : input.after(button);
    }
  }
  const cart = root.querySelector("[data-form=cart]");
  if (!cart) return;
  cart.querySelector("[data-all]").hidden = true;
  let soon;
  cart.addEventListener("change", () => {
    clearTimeout(soon);
    soon = setTimeout(() => send(cart), 400);
  });
};
const send = async (cart) => {
  const page = await fetch(cart.action, { method: "POST", body: new FormData(cart) })
    .then((answer) => (answer.ok ? answer.text() : ""), () => "");
  if (!page) return cart.submit();
  const fresh = new DOMParser().parseFromString(page, "text/html");
  const at = document.activeElement?.id;
  for (const part of ["main", ".cart-button"])
    document.querySelector(part).replaceWith(fresh.querySelector(part));
  wired(document);
  if (at) document.getElementById(at)?.focus();
};
wired(document);
