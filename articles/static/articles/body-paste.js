/* What is pasted or dropped into an article's body, the site reads: the one reader that also reads
   what is saved. So the field shows what will be stored, and what can't be is named. */

import { pm } from "../django_prose_editor/editor.js"

// What comes from this field itself is as it should be, and knows where it was cut.
const OTHERS = /<(?!\/?(?:p|h2|h3|blockquote|ul|ol|li|a|strong|em|br|hr|meta|html|body)\b)[a-z/]/i
const STYLED = /<[a-z][^>]*\sstyle=/i
// A picture inside the text is megabytes of letters, and is left out anyway.
const INLINE_DATA = /data:[^"'\s>)]{100,}/gi
const GIVE_UP_AFTER = 10_000

function isOurs(html) {
  return html.includes("data-pm-slice") && !OTHERS.test(html) && !STYLED.test(html)
}

/* Files that come alone, such as a picture of the screen: what is read of them is their number. */
function asHTML(files) {
  return [...files].map(({ type }) => (type.startsWith("image/") ? "<img>" : "<embed>")).join("")
}

function near(state, place) {
  return pm.state.Selection.near(state.doc.resolve(Math.min(place, state.doc.content.size)))
}

/* Returns the editor's handlers. `getEditor` is asked when something is pasted. */
export function pasteHandlers(textarea, getEditor) {
  const status = document.createElement("p")
  status.className = "body-editor-told"
  status.setAttribute("role", "status")
  const waiting = new Set()

  async function read(html) {
    const fields = new FormData()
    fields.append("html", html.replace(INLINE_DATA, "data:,"))
    const token = textarea.form.elements.namedItem("csrfmiddlewaretoken")
    const response = await fetch(textarea.dataset.paste, {
      method: "POST",
      body: fields,
      headers: { "X-CSRFToken": token?.value ?? "" },
      // After the end of a session it would be the log-in page.
      redirect: "error",
      signal: AbortSignal.timeout(GIVE_UP_AFTER),
    })
    return response.json()
  }

  async function insert(view, html, text) {
    const editor = getEditor()
    // Where it goes, whatever is typed until the answer is here.
    let place = view.state.selection.from
    const follow = ({ transaction }) => {
      place = transaction.mapping.map(place, -1)
    }
    editor.on("transaction", follow)
    view.dispatch(view.state.tr.deleteSelection())
    status.textContent = ""

    const answer = await read(html).catch(() => ({ error: textarea.dataset.pasteUnread }))
    editor.off("transaction", follow)
    if (editor.isDestroyed) return
    put(editor, view, place, () => {
      if (answer.html) view.pasteHTML(answer.html)
      else if ("error" in answer && text) view.pasteText(text)
    })
    status.textContent = answer.error || answer.left_out
  }

  /* Leaves the cursor where somebody has moved it meanwhile. */
  function put(editor, view, place, paste) {
    const { selection } = view.state
    const hasMoved = !selection.empty || selection.from !== place
    let bookmark = selection.getBookmark()
    const follow = ({ transaction }) => {
      bookmark = bookmark.map(transaction.mapping)
    }
    view.dispatch(view.state.tr.setSelection(near(view.state, place)))
    editor.on("transaction", follow)
    paste()
    editor.off("transaction", follow)
    if (hasMoved) view.dispatch(view.state.tr.setSelection(bookmark.resolve(view.state.doc)))
  }

  function take(view, data) {
    const text = data?.getData("text/plain")
    const html = data?.getData("text/html") || (text ? "" : asHTML(data?.files ?? []))
    if (!html || isOurs(html)) return false
    const work = insert(view, html, text).finally(() => waiting.delete(work))
    waiting.add(work)
    return true
  }

  // Whoever saves at once saves what was pasted too.
  textarea.form?.addEventListener(
    "submit",
    (event) => {
      if (!waiting.size) return
      event.preventDefault()
      event.stopImmediatePropagation()
      const { submitter, target } = event
      Promise.allSettled([...waiting]).then(() => target.requestSubmit(submitter))
    },
    { capture: true },
  )

  function paste(view, event) {
    // In the middle of a composed letter the browser pastes by itself, as the editor has it.
    return !view.composing && take(view, event.clipboardData)
  }

  function drop(view, event) {
    // What is moved inside the field, the editor moves.
    if (view.dragging) return false
    const under = view.posAtCoords({ left: event.clientX, top: event.clientY })
    if (under && event.dataTransfer?.getData("text/html"))
      view.dispatch(view.state.tr.setSelection(near(view.state, under.pos)))
    return take(view, event.dataTransfer)
  }

  /* Before the editor reads it: each style in what it parses is one more complaint of the
     Content-Security-Policy in the console. */
  function instead(handle) {
    return (view, event) => {
      if (!handle(view, event)) return false
      event.preventDefault()
      return true
    }
  }

  return { status, handleDOMEvents: { paste: instead(paste), drop: instead(drop) } }
}
