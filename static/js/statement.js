// The pay bar follows the ticks; without this file the server sums what was ticked.
const form = document.querySelector("[data-form=pay-statement]");
if (form) {
  const boxes = [...form.querySelectorAll("input[name=invoices]")];
  const sum = form.querySelector("[data-sum]");
  const count = form.querySelector("[data-count]");
  const button = form.querySelector("button.button-pay");
  const reason = form.querySelector("[data-reason]");
  const other = form.querySelector("input[name=total]");
  const all = document.querySelectorAll(".documents tbody tr").length;
  const money = (pesos) => "$\u00a0" + String(pesos).replace(/\B(?=(\d{3})+$)/g, ".");
  const follow = () => {
    const ticked = boxes.filter((box) => box.checked);
    const whole = ticked.reduce((total, box) => total + Number(box.dataset.pesos), 0);
    const typed = Number((other?.value ?? "").replace(/\D/g, ""));
    sum.textContent = money(typed > 0 && typed < whole ? typed : whole);
    count.textContent = count.dataset.words.replace("{n}", ticked.length).replace("{all}", all);
    button.disabled = ticked.length === 0;
    reason.hidden = ticked.length > 0;
  };
  boxes.forEach((box) => box.addEventListener("change", follow));
  other?.addEventListener("input", follow);
  window.addEventListener("pageshow", follow);
  follow();
}
