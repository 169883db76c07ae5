/* Says on the log-in page that this browser kept what was typed into the form behind it. */

import { isAnyKeptHere } from "./browser-copies.js"

const told = document.getElementById("kept-here")
if (isAnyKeptHere(told.dataset.form)) told.textContent = told.dataset.kept
