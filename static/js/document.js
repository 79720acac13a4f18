// The due date follows the customer's term and the total follows the lines; the server does both, too.
const form = document.querySelector("[data-form=new-document]");
if (form) {
  const { customer_id: customer, issued_on: issued, due_on: due } = form.elements;
  let own = Boolean(due.value) && customer.value === "0";
  due.addEventListener("input", () => (own = Boolean(due.value)));
  const term = () => {
    const days = customer.selectedOptions[0]?.dataset.days;
    const start = issued.valueAsDate;
    if (own || days === undefined || !start) return;
    start.setUTCDate(start.getUTCDate() + Number(days));
    due.valueAsDate = start;
  };
  customer.addEventListener("change", term);
  issued.addEventListener("change", term);

  // Whole thousandths and centavos: the same rounding as the server's, per line.
  const number = (text, digits) => {
    const match = /^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?$/.exec(text.replace(/[\s$]/g, ""));
    if (!match || (match[2] ?? "").length > digits) return 0n;
    return BigInt(match[1].replaceAll(".", "") + (match[2] ?? "").padEnd(digits, "0"));
  };
  const halfUp = (value, by) => (2n * value + by) / (2n * by);
  const line = (row) => {
    const base = halfUp(
      number(row.querySelector("[name$=-quantity]").value, 3) *
        number(row.querySelector("[name$=-unit]").value, 2), 1000n);
    const rate = row.querySelector("[name$=-vat]").value;
    return base + halfUp(base * BigInt(/^\d+$/.test(rate) ? rate : 0), 100n);
  };
  const place = form.querySelector("[data-total]");
  const follow = () => {
    const cents = [...form.querySelectorAll(".document-line")].reduce((sum, row) => sum + line(row), 0n);
    const rest = cents % 100n;
    place.hidden = cents === 0n;
    place.querySelector("strong").textContent =
      "$\u00a0" + String(cents / 100n).replace(/\B(?=(\d{3})+$)/g, ".") +
      (rest ? "," + String(rest).padStart(2, "0") : "");
  };
  form.addEventListener("input", follow);
  follow();
}
