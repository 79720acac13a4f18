// Small manners of every page; each page is whole without them.
// A failed form takes the reader to its summary; a toast leaves after 6 s unless it is being read.
const summary = document.querySelector(".notice[data-focus]");
if (summary) summary.focus();

for (const toast of document.querySelectorAll(".toast:not(.toast-here *)")) {
  let timer = 0;
  const leave = () => {
    timer = window.setTimeout(() => toast.remove(), 6000);
  };
  const stay = () => window.clearTimeout(timer);
  for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, stay);
  for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, leave);
  leave();
}
