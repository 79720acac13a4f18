// The price and the button's sum follow what is chosen; without this the cart says it a page later.
const form = document.querySelector("[data-form=add-to-cart][data-unit]");
if (form?.elements.quantity) {
  const sum = form.querySelector("[data-sum]");
  const price = document.querySelector("[data-price]");
  const money = (cents) =>
    `$\u00a0${Math.floor(cents / 100).toString().replace(/\B(?=(\d{3})+$)/g, ".")}` +
    (cents % 100 ? `,${String(cents % 100).padStart(2, "0")}` : "");
  const follow = () => {
    const chosen = form.querySelector("[name=variant]:checked");
    const unit = Number(chosen?.dataset.unit ?? form.dataset.unit);
    const typed = form.elements.quantity;
    const count = typed.validity.valid ? typed.valueAsNumber : 1;
    price.textContent = money(unit);
    sum.textContent = money(unit * count);
  };
  form.addEventListener("input", follow);
  follow();
}
