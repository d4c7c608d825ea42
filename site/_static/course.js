// The pictures that an explorer has not shown yet come as soon as a reader turns to it.
(() => {
  "use strict";

  function fetchPictures(event) {
    const explorer = event.target.closest && event.target.closest(".explorer");
    if (!explorer || explorer.dataset.fetched) return;
    const theme = document.documentElement.dataset.theme === "dark" ? "dark" : "light";
    const pictures = explorer.querySelectorAll(`.state img.${theme}`);
    if (!pictures.length) return;
    explorer.dataset.fetched = "yes";
    for (const picture of pictures) picture.loading = "eager";
  }

  document.addEventListener("pointerover", fetchPictures);
  document.addEventListener("focusin", fetchPictures);
})();

// A table that is wider than its box can be scrolled with the keyboard; any other is no stop of the Tab key.
(() => {
  "use strict";

  const watch = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll(".scroll")) watch.observe(box);
})();

// Python in the browser does not start from a disk: there the lab is named, not linked.
(() => {
  "use strict";

  if (location.protocol !== "file:") return;
  for (const link of document.querySelectorAll("a[href^='lab/'], a[href^='../lab/']")) {
    link.replaceWith(`${link.textContent} (from a web server only)`);
  }
})();
