// Moves the form under the comment that is answered. Without this script the same links load the
// page with the form at its end, so nothing here is needed to post a reply.

const home = document.getElementById("reply-home");
const section = document.getElementById("reply");
const form = section.querySelector("form");
const parent = form.elements.namedItem("parent");
const text = form.elements.namedItem("comment");
const notice = document.getElementById("replying-to");
const target = notice.querySelector("a");
const cancel = document.getElementById("cancel-reply");
let opener = null;

function answer(link) {
  parent.value = link.dataset.replyTo;
  target.href = `#comment-${parent.value}`;
  const comment = link.closest(".comment-box");
  target.querySelector("bdi").textContent = comment.querySelector(".comment-name bdi").textContent;
  notice.hidden = false;
  text.setAttribute("aria-describedby", describedBy(true));
  comment.after(section);
  opener = link;
}

function stopAnswering() {
  parent.value = "";
  notice.hidden = true;
  text.setAttribute("aria-describedby", describedBy(false));
  home.append(section);
  opener?.focus();
  opener = null;
}

// Who is answered is read out together with the field's label, since focus jumps there.
function describedBy(isAnswering) {
  const ids = new Set((text.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  ids.delete(notice.id);
  return [...(isAnswering ? [notice.id] : []), ...ids].join(" ");
}

document.getElementById("comments").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-reply-to]");
  // A reader who asks for a new tab gets one.
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  answer(link);
  section.scrollIntoView({ block: "nearest" });
  text.focus();
});

cancel.addEventListener("click", (event) => {
  event.preventDefault();
  stopAnswering();
});

form.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && parent.value) stopAnswering();
});

// The page was loaded with a parent: by a reply link opened in a tab, or with errors to correct.
const asked = document.querySelector(`a[data-reply-to="${CSS.escape(parent.value)}"]`);
if (asked) {
  answer(asked);
  section.scrollIntoView();
}

// Moving the form has taken the focus from what needs attention first.
const alert = section.querySelector(".error-summary") ?? document.getElementById("notice");
alert?.focus();
