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

// Python in the browser does not start from a disk: there the lab is named, not linked.
(() => {
  "use strict";

  if (location.protocol !== "file:") return;
  for (const link of document.querySelectorAll("a[href^='lab/'], a[href^='../lab/']")) {
    link.replaceWith(`${link.textContent} (from a web server only)`);
  }
})();
