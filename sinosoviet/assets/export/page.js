// Explorers come from ipywidgets, whose controls lack names and states that can be heard.
(() => {
  "use strict";

  const text = (element) => (element ? element.textContent.trim() : "");

  function set(element, attribute, value) {
    if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
  }

  function describe() {
    for (const still of document.querySelectorAll(".still")) {
      still.hidden = still.parentElement.querySelector(".widget-subarea > *") !== null;
    }
    for (const group of document.querySelectorAll(".widget-toggle-buttons")) {
      set(group, "role", "group");
      set(group, "aria-label", text(group.querySelector(".widget-label")));
      for (const button of group.querySelectorAll("button")) {
        set(button, "aria-pressed", String(button.classList.contains("mod-active")));
      }
    }
    for (const handle of document.querySelectorAll(".noUi-handle")) {
      const control = handle.closest(".widget-inline-hbox");
      set(handle, "aria-label", text(control.querySelector(".widget-label")));
      set(handle, "aria-valuetext", text(control.querySelector(".widget-readout")));
    }
  }

  describe();
  new MutationObserver(describe).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["class"],
  });
})();
