/* The rich-text editor of an article's body: django-prose-editor's parts, put together so that
   they run under `script-src 'self'; style-src 'self'`. Its own start needs an inline import map,
   and lets the editor add a style element; those rules are in body-editor.css instead.

   What can be written here, articles/body/ lets through; it has the last word. */

import {
  Blockquote,
  Bold,
  BulletList,
  Document,
  Dropcursor,
  Editor,
  Extension,
  Gapcursor,
  HardBreak,
  Heading,
  History,
  HorizontalRule,
  Italic,
  Link,
  ListItem,
  Menu,
  OrderedList,
  Paragraph,
  Text,
  initializeEditors,
} from "../django_prose_editor/editor.js"
import { pasteHandlers } from "./body-paste.js"

const BLOCKS = ["paragraph", "heading", "blockquote", "bulletList", "orderedList", "listItem"]

/* Without it a passage in another language would lose its direction when it is edited. */
const KeepLanguage = Extension.create({
  name: "keepLanguage",
  addGlobalAttributes() {
    return [{ types: BLOCKS, attributes: { dir: { default: null }, lang: { default: null } } }]
  },
})

const EXTENSIONS = [
  Document,
  Text,
  Paragraph,
  Heading.configure({ levels: [2, 3] }),
  Blockquote,
  BulletList,
  OrderedList.configure({ enableListAttributes: false }),
  ListItem,
  HorizontalRule,
  HardBreak,
  Bold,
  Italic,
  Link.configure({
    enableTarget: false,
    openOnClick: false,
    defaultProtocol: "https",
    protocols: ["http", "https", "mailto", "tel"],
    HTMLAttributes: { target: null, rel: "noopener" },
  }),
  KeepLanguage,
  Dropcursor.configure({ color: false, class: "body-editor-dropcursor" }),
  Gapcursor,
  History,
  Menu.configure({
    groups: [
      { group: "blockType -lists", type: "dropdown", minItems: 2 },
      { group: "lists" },
      { group: "nodes -blockType -lists" },
      { group: "marks" },
      { group: "link" },
      { group: "history" },
    ],
  }),
]

/* What Django says of a field beside its name. */
function described(textarea) {
  const names = ["aria-describedby", "aria-invalid"].filter((name) => textarea.hasAttribute(name))
  return Object.fromEntries(names.map((name) => [name, textarea.getAttribute(name)]))
}

/* The menu shows by its style alone which buttons do nothing now. */
function sayWhatIsDisabled(frame) {
  const say = () => {
    for (const button of frame.querySelectorAll(".prose-menubar__button")) {
      button.setAttribute("aria-disabled", button.classList.contains("disabled"))
    }
  }
  new MutationObserver(say).observe(frame, {
    attributeFilter: ["class"],
    childList: true,
    subtree: true,
  })
  say()
}

function start(textarea) {
  if (textarea.closest(".prose-editor")) return
  const frame = document.createElement("div")
  frame.className = "prose-editor"
  textarea.before(frame)
  frame.append(textarea)

  const label = textarea.labels[0]
  // A link to the field leads to what can be written in.
  const { id } = textarea
  textarea.removeAttribute("id")
  const { status, handleDOMEvents } = pasteHandlers(textarea, () => editor)
  const editor = new Editor({
    element: frame,
    content: textarea.value,
    extensions: EXTENSIONS,
    injectCSS: false,
    editorProps: {
      handleDOMEvents,
      attributes: {
        id,
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label ? label.textContent.replace(":", "").trim() : "",
        ...described(textarea),
      },
    },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML()
    },
  })
  frame.append(status)
  sayWhatIsDisabled(frame)
  label?.addEventListener("click", () => editor.commands.focus())
}

initializeEditors(start, "[data-body-editor]")
