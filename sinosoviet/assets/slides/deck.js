// A deck that a presenter's remote, a keyboard and a mouse can all work, explorers included.
(() => {
  "use strict";

  const isControl = (element) => element && element.closest("summary, .explorer, a") !== null;

  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0.03,
    center: false,
    hash: true,
    slideNumber: "c/t",
    transition: "none",
    backgroundTransition: "none",
    // Space and Enter open an answer or follow a link when one has the focus.
    keyboardCondition: (event) => !(isControl(document.activeElement) && [" ", "Enter"].includes(event.key)),
    // Without a usual time the speaker's window shows no pacing, though each slide has its own time.
    defaultTiming: 60,
    plugins: [RevealNotes],
  });

  // reveal.js takes no key while a radio button has the focus, so a remote would stop working there.
  document.addEventListener("keydown", (event) => {
    if (!document.activeElement.matches(".explorer input")) return;
    if (event.key === "PageDown") Reveal.next();
    else if (event.key === "PageUp") Reveal.prev();
    else return;
    event.preventDefault();
  });

  // After a choice with the mouse the arrow keys turn the slides again; by keyboard they choose on.
  document.addEventListener("click", (event) => {
    if (event.target.matches(".explorer input") && event.screenX + event.screenY > 0) event.target.blur();
  });
})();
